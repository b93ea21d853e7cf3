import { hostname } from 'node:os';

/** `hostname_uuid`: new for each process, so that a restarted pod does not take itself for its predecessor. */
export const newIdentity = (): string => `${hostname()}_${crypto.randomUUID()}`;
