export { handlerFuncs, LOW_PRIORITY, type EventHandler, type HandlerFunc } from './event-handler.ts';
export { enqueueForObject } from './enqueue-for-object.ts';
export { enqueueForOwner, type OwnerOptions } from './enqueue-for-owner.ts';
export { enqueueMapped, type MapFunc } from './enqueue-mapped.ts';
