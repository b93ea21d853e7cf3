export { ConnectionError } from './connection-error.ts';
export type { ClientObserver, RequestOutcome } from './observer.ts';
export { Transport, type TransportRequest } from './transport.ts';
