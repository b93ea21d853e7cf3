export type { CreateEvent, DeleteEvent, GenericEvent, ObjectEvent, UpdateEvent } from './event.ts';
