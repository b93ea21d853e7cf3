import type { Kind, KubernetesObject, MicroTime } from '@kubewright/apimachinery';

export type EventType = 'Normal' | 'Warning';

/** Points at an object. Source: `corev1.ObjectReference`. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
}

/** Source: `events.k8s.io/v1` `Event`. */
export interface EventObject extends KubernetesObject {
  readonly eventTime: MicroTime;
  readonly series?: EventSeries;
  /** The controller, such as `postgreswriter.demo.yash.com`. */
  readonly reportingController: string;
  /** The process. */
  readonly reportingInstance: string;
  /** What was done, or failed to be done, such as `WriteRow`. */
  readonly action: string;
  readonly reason: string;
  readonly regarding: ObjectReference;
  readonly note: string;
  readonly type: EventType;
}

/** The same thing happened again. */
export interface EventSeries {
  readonly count: number;
  readonly lastObservedTime: MicroTime;
}

export const EVENT: Kind<EventObject> = {
  group: 'events.k8s.io',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  listKind: 'EventList',
  scope: 'Namespaced',
  subresources: [],
};

/** The limits of the API server's validation. */
const MAX_NOTE_BYTES = 1_024;
const MAX_NAME_LENGTH = 253;
export const MAX_WORD_LENGTH = 128;

/** Where the event of a cluster-scoped object lives. Source: client-go's `makeEvent`. */
export const namespaceOf = ({ namespace = '' }: ObjectReference): string => (namespace === '' ? 'default' : namespace);

/** A name that is unique per object and moment, as client-go makes it, and never too long. */
export function eventName(regarding: ObjectReference, epochMs: number, sequence: number): string {
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
export function referenceTo(object: KubernetesObject): ObjectReference | undefined {
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
