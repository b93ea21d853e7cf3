import type { KubernetesObject } from '@kubewright/apimachinery';
import type { ObjectReference } from '@kubewright/apimachinery/core/v1';
import type { Event } from '@kubewright/apimachinery/events/v1';

export type EventType = 'Normal' | 'Warning';

/** What an event is about: an object that has a name. */
export type Regarding = ObjectReference & Required<Pick<ObjectReference, 'apiVersion' | 'kind' | 'name'>>;

/** An event as the recorder makes it. */
export interface RecordedEvent extends Event {
  readonly regarding: Regarding;
  readonly action: string;
  readonly reason: string;
  readonly note: string;
  readonly type: EventType;
}

/** The limits of the API server's validation. */
const MAX_NOTE_BYTES = 1_024;
const MAX_NAME_LENGTH = 253;
export const MAX_WORD_LENGTH = 128;

/** Where the event of a cluster-scoped object lives. Source: client-go's `makeEvent`. */
export const namespaceOf = ({ namespace = '' }: Regarding): string => (namespace === '' ? 'default' : namespace);

/** A name that is unique per object and moment, as client-go makes it, and never too long. */
export function eventName(regarding: Regarding, epochMs: number, sequence: number): string {
  // A name may not begin with a dot or end with one, and names of some objects have colons in them.
  const base = regarding.name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '');
  const suffix = `.${(BigInt(Math.floor(epochMs)) * 1_000_000n + BigInt(sequence)).toString(16)}`;
  return `${(base === '' ? 'event' : base).slice(0, MAX_NAME_LENGTH - suffix.length).replace(/[.-]+$/, '')}${suffix}`;
}

/** A note that the server takes: cut at a character, not within one. */
export function fitNote(note: string): string {
  if (Buffer.byteLength(note) <= MAX_NOTE_BYTES) return note;
  let cut = '';
  let bytes = Buffer.byteLength('…');
  for (const character of note) {
    bytes += Buffer.byteLength(character);
    if (bytes > MAX_NOTE_BYTES) break;
    cut += character;
  }
  return `${cut}…`;
}

/** `undefined` for an object that does not say what it is. */
export function referenceTo(object: KubernetesObject): Regarding | undefined {
  const { apiVersion = '', kind = '' } = object;
  const { name = '', namespace, uid, resourceVersion } = object.metadata;
  if (apiVersion === '' || kind === '' || name === '') return undefined;
  return {
    apiVersion,
    kind,
    name,
    ...(namespace !== undefined && { namespace }),
    ...(uid !== undefined && { uid }),
    ...(resourceVersion !== undefined && { resourceVersion }),
  };
}
