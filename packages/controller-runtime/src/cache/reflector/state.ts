import { findApiError } from '@kubewright/apimachinery';
import { DecodeError } from '../../client/index.ts';
import { backoffMs } from '../../internal/backoff.ts';
import { assertNever } from '../../internal/errors.ts';

/** What a reflector is about to do. */
export type ReflectorState = ListingState | WatchingState | BackingOffState;

/** Asks for the list: from its beginning, or for the page that `continueToken` names. Next: the next page, watching, or backing off. */
export interface ListingState {
  readonly name: 'listing';
  /** False after a continue token expired: the list was slower than etcd's compaction, so now it is fetched in one piece. */
  readonly paged: boolean;
  readonly continueToken: string | undefined;
  /** Failures in a row, without a healthy watch in between. */
  readonly failures: number;
}

/** Holds the complete list as of `resourceVersion` and follows the changes since. Next: watching on from a later version, listing again, or backing off. */
export interface WatchingState {
  readonly name: 'watching';
  readonly resourceVersion: string;
  readonly failures: number;
}

/** Waits, then goes on with `next`. */
export interface BackingOffState {
  readonly name: 'backingOff';
  readonly delayMs: number;
  readonly next: ListingState | WatchingState;
}

/** What came of doing what the state says. */
export type ReflectorInput =
  | { readonly type: 'page'; readonly resourceVersion: string; readonly continueToken: string | undefined }
  | { readonly type: 'listFailed'; readonly error: Error }
  | WatchEnded
  | { readonly type: 'waited' };

export interface WatchEnded {
  readonly type: 'watchEnded';
  /** The version that all changes up to are known of. */
  readonly resourceVersion: string;
  /** `undefined`: the server ended the watch in good order, as it does every few minutes. */
  readonly error: Error | undefined;
  /** The watch brought something new, or lasted: whatever was wrong before is over. */
  readonly healthy: boolean;
  /** The last list is so long ago that it is time for a fresh one, in case a change got lost. */
  readonly relistDue: boolean;
}

export const initialState: ListingState = { name: 'listing', paged: true, continueToken: undefined, failures: 0 };

/** Source: client-go's reflector: 800 ms, doubled up to 30 s. */
export const REFLECTOR_BACKOFF = { baseMs: 800, maxMs: 30_000 };
/** A `Retry-After` beyond this is taken for a mistake: the cache would go stale. */
const MAX_RETRY_AFTER_MS = 120_000;

/**
 * The next state. Pure; there is no final state: a reflector goes on until it is stopped.
 *
 * @param random A number from 0 up to 1, for the jitter.
 * Source: client-go's `Reflector.ListAndWatch`, where these states are spread over its control flow.
 */
export function step(state: ReflectorState, input: ReflectorInput, random: number): ReflectorState {
  switch (state.name) {
    case 'listing':
      if (input.type === 'page') return afterPage(state, input.resourceVersion, input.continueToken);
      if (input.type === 'listFailed') return afterListFailure(state, input.error, random);
      break;
    case 'watching':
      if (input.type === 'watchEnded') return afterWatch(state, input, random);
      break;
    case 'backingOff':
      if (input.type === 'waited') return state.next;
      break;
    default:
      assertNever(state);
  }
  throw new TypeError(`a reflector that is ${state.name} cannot take ${input.type}`);
}

function afterPage(state: ListingState, resourceVersion: string, continueToken: string | undefined): ReflectorState {
  return continueToken === undefined || continueToken === ''
    ? { name: 'watching', resourceVersion, failures: state.failures }
    : { ...state, continueToken };
}

function afterListFailure(state: ListingState, error: Error, random: number): ReflectorState {
  const failures = state.failures + 1;
  const fromTheBeginning: ListingState = { ...initialState, failures };
  switch (reasonClass(error)) {
    case 'expired':
      // The token of a page expired: nothing is wrong with the server, so the whole list is asked for at once.
      if (state.continueToken !== undefined) return { ...fromTheBeginning, paged: false };
      return backOff(fromTheBeginning, error, random);
    case 'restart':
      return backOff(fromTheBeginning, error, random);
    case 'retry':
      return backOff({ ...state, failures }, error, random);
  }
}

function afterWatch(state: WatchingState, input: WatchEnded, random: number): ReflectorState {
  const { resourceVersion, error, healthy, relistDue } = input;
  const failures = healthy ? 0 : state.failures + 1;
  const cannotGoOn = error !== undefined && reasonClass(error) !== 'retry';
  const next: ListingState | WatchingState =
    cannotGoOn || relistDue ? { ...initialState, failures } : { name: 'watching', resourceVersion, failures };
  return failures === 0 && retryAfterMs(error) === 0 ? next : backOff(next, error, random);
}

function backOff(next: ListingState | WatchingState, error: Error | undefined, random: number): BackingOffState {
  const delayMs = Math.max(backoffMs(next.failures, random, REFLECTOR_BACKOFF), retryAfterMs(error));
  return { name: 'backingOff', delayMs, next };
}

function retryAfterMs(error: Error | undefined): number {
  const seconds = findApiError(error)?.retryAfterSeconds ?? 0;
  return Math.min(seconds * 1000, MAX_RETRY_AFTER_MS);
}

/**
 * `expired`: etcd no longer has that version. `restart`: the version means nothing any more (the CRD is gone, so that
 * its return starts a new history), or a line that cannot be read bars the way. Anything else: the same again later.
 */
function reasonClass(error: Error): 'expired' | 'restart' | 'retry' {
  if (error instanceof DecodeError) return 'restart';
  switch (findApiError(error)?.reason) {
    case 'Expired':
    case 'Gone':
      return 'expired';
    case 'NotFound':
    case 'BadRequest':
    case 'Invalid':
      return 'restart';
    default:
      return 'retry';
  }
}
