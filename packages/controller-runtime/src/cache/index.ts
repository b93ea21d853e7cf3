export type { Cache, EventListener, Informer, ListenerRegistration } from './cache.ts';
