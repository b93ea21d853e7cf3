import type { Request } from '../reconcile/index.ts';

declare const requestKeyBrand: unique symbol;

/** Names a request by value. `Map` and `Set` compare objects by identity, so queues are keyed by this, never by a request. */
export type RequestKey = string & { readonly [requestKeyBrand]: true };

/** The key of a {@link Request}. Neither part can contain a slash, so different requests have different keys. */
export const keyOf = ({ namespace, name }: Request): RequestKey => `${namespace}/${name}` as RequestKey;

/** Makes a key from any text, for requests of another shape: equal requests must give equal texts. */
export const requestKey = (text: string): RequestKey => text as RequestKey;
