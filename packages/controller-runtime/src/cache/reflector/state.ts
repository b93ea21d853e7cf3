import { findApiError } from '@kubewright/apimachinery';
import { DecodeError } from '../../client/index.ts';
import { backoffMs } from '../../internal/backoff.ts';
import { assertNever } from '../../internal/errors.ts';
import { StalledWatchError } from './errors.ts';

/** What a reflector is about to do. */
export type ReflectorState = StreamingState | ListingState | WatchingState | BackingOffState;

interface Remembered {
  /** Whether to ask for lists as streams. Once the server has said that it cannot, never again. */
  readonly streams: boolean;
  /** Failures in a row, without a healthy watch in between. */
  readonly failures: number;
}

/**
 * Opens a watch that begins with everything that is there, and goes on with it as long as it lasts. Next: watching on from
 * where it ended; listing, if the server cannot stream or did not get to the end; backing off.
 */
export interface StreamingState extends Remembered {
  readonly name: 'streaming';
}

/** Asks for the list: from its beginning, or for the page that `continueToken` names. Next: the next page, watching, or backing off. */
export interface ListingState extends Remembered {
  readonly name: 'listing';
  /** False after a continue token expired: the list was slower than etcd's compaction, so now it is fetched in one piece. */
  readonly paged: boolean;
  readonly continueToken: string | undefined;
}

/** Holds the complete list as of `resourceVersion` and follows the changes since. Next: watching on from a later version, from the beginning again, or backing off. */
export interface WatchingState extends Remembered {
  readonly name: 'watching';
  readonly resourceVersion: string;
}

/** Waits, then goes on with `next`. */
export interface BackingOffState {
  readonly name: 'backingOff';
  readonly delayMs: number;
  readonly next: StreamingState | ListingState | WatchingState;
}

/** What came of doing what the state says. */
export type ReflectorInput =
  | { readonly type: 'page'; readonly resourceVersion: string; readonly continueToken: string | undefined }
  | { readonly type: 'listFailed'; readonly error: Error }
  /** Before everything was there. `undefined`: the server ended the stream in good order. */
  | { readonly type: 'streamFailed'; readonly error: Error | undefined }
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

/** Where a reflector begins, and begins again when it cannot go on. */
export const fromTheBeginning = ({ streams, failures }: Remembered): StreamingState | ListingState =>
  streams ? { name: 'streaming', streams, failures } : listing({ streams, failures });

const listing = ({ streams, failures }: Remembered): ListingState => ({
  name: 'listing',
  paged: true,
  continueToken: undefined,
  streams,
  failures,
});

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
    case 'streaming':
      if (input.type === 'streamFailed') return afterStreamFailure(state, input.error, random);
      if (input.type === 'watchEnded') return afterWatch(state, input, random);
      break;
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

/** Progress goes before elegance: whatever a list might get over, a list is tried for. */
function afterStreamFailure(state: StreamingState, error: Error | undefined, random: number): ReflectorState {
  switch (streamFailureClass(error)) {
    case 'unsupported':
      return listing({ ...state, streams: false });
    case 'incomplete':
      return listing(state);
    case 'retry':
      return backOff({ ...state, failures: state.failures + 1 }, error, random);
  }
}

function afterPage(
  { streams, failures, ...state }: ListingState,
  resourceVersion: string,
  continueToken: string | undefined,
): ReflectorState {
  return continueToken === undefined || continueToken === ''
    ? { name: 'watching', resourceVersion, streams, failures }
    : { ...state, streams, failures, continueToken };
}

function afterListFailure(state: ListingState, error: Error, random: number): ReflectorState {
  const { streams } = state;
  const failures = state.failures + 1;
  switch (reasonClass(error)) {
    case 'expired':
      // The token of a page expired: nothing is wrong with the server, so the whole list is asked for at once.
      if (state.continueToken !== undefined) return { ...listing({ streams, failures }), paged: false };
      return backOff(fromTheBeginning({ streams, failures }), error, random);
    case 'restart':
      return backOff(fromTheBeginning({ streams, failures }), error, random);
    case 'retry':
      return backOff({ ...state, failures }, error, random);
  }
}

function afterWatch(
  { streams, ...state }: WatchingState | StreamingState,
  input: WatchEnded,
  random: number,
): ReflectorState {
  const { resourceVersion, error, healthy, relistDue } = input;
  const failures = healthy ? 0 : state.failures + 1;
  const cannotGoOn = error !== undefined && reasonClass(error) !== 'retry';
  const next: BackingOffState['next'] =
    cannotGoOn || relistDue
      ? fromTheBeginning({ streams, failures })
      : { name: 'watching', resourceVersion, streams, failures };
  return failures === 0 && retryAfterMs(error) === 0 ? next : backOff(next, error, random);
}

function backOff(next: BackingOffState['next'], error: Error | undefined, random: number): BackingOffState {
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

/**
 * `unsupported`: the server knows no such stream. `incomplete`: it did not get to the end, or says something that it would
 * say to a list, too. `retry`: the same again later, as with a list. Source: client-go's `Reflector.watchList`.
 */
export function streamFailureClass(error: Error | undefined): 'unsupported' | 'incomplete' | 'retry' {
  if (error === undefined || error instanceof StalledWatchError || error instanceof DecodeError) return 'incomplete';
  switch (findApiError(error)?.code) {
    case 400:
    case 405:
    case 406:
    case 422:
      return 'unsupported';
    case 401:
    case 403:
    case 404:
    case 410:
      return 'incomplete';
    default:
      return 'retry';
  }
}
