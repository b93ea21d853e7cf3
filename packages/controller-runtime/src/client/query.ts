import type { ApplyOptions, DeleteOptions, GetOptions, ListOptions, WatchOptions, WriteOptions } from './client.ts';

type Parameters = readonly (readonly [name: string, value: string | number | boolean | undefined])[];

/** A query string with its `?`; empty when no parameter is set. */
function query(parameters: Parameters): string {
  let text = '';
  for (const [name, value] of parameters) {
    if (value === undefined || value === '') continue;
    text += `${text === '' ? '?' : '&'}${name}=${encodeURIComponent(value)}`;
  }
  return text;
}

export const getQuery = ({ resourceVersion }: GetOptions): string => query([['resourceVersion', resourceVersion]]);

export const listQuery = (options: ListOptions): string =>
  query([
    ['labelSelector', options.labelSelector],
    ['fieldSelector', options.fieldSelector],
    ['limit', options.limit],
    ['continue', options.continue],
    ['resourceVersion', options.resourceVersion],
    ['resourceVersionMatch', options.resourceVersionMatch],
  ]);

export const watchQuery = (options: WatchOptions): string =>
  query([
    ['watch', true],
    ['labelSelector', options.labelSelector],
    ['fieldSelector', options.fieldSelector],
    ['resourceVersion', options.resourceVersion],
    ['resourceVersionMatch', options.resourceVersionMatch],
    ['allowWatchBookmarks', options.allowWatchBookmarks],
    ['sendInitialEvents', options.sendInitialEvents],
    ['timeoutSeconds', options.timeoutSeconds],
  ]);

const writeParameters = (options: WriteOptions): Parameters => [
  ['dryRun', options.dryRun === true ? 'All' : undefined],
  ['fieldManager', options.fieldManager],
  ['fieldValidation', options.fieldValidation],
];

export const writeQuery = (options: WriteOptions): string => query(writeParameters(options));

export const applyQuery = (options: ApplyOptions): string =>
  query([...writeParameters(options), ['force', options.force]]);

/** What a DELETE says travels in its body; `undefined` when there is nothing to say. */
export function deleteBody(options: DeleteOptions): string | undefined {
  const { dryRun, gracePeriodSeconds, propagationPolicy, preconditions } = options;
  if (dryRun !== true && gracePeriodSeconds === undefined && !propagationPolicy && !preconditions) return undefined;
  return JSON.stringify({
    apiVersion: 'meta.k8s.io/v1',
    kind: 'DeleteOptions',
    gracePeriodSeconds,
    propagationPolicy,
    preconditions,
    ...(dryRun === true && { dryRun: ['All'] }),
  });
}
