import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, watch } from 'node:fs/promises';
import { dirname } from 'node:path';
import { linkedAbort } from '../internal/abort.ts';
import { systemClock, type Clock } from '../internal/clock/clock.ts';
import { toError } from '../internal/errors.ts';
import { CertificateHolder, type CertificateSource, type KeyPair } from '../internal/http-server/certificate-source.ts';
import { discardLogger, type Logger } from '../log/index.ts';
import type { CertWatcherMetrics } from './metrics.ts';

export interface CertWatcherOptions {
  readonly certPath: string;
  readonly keyPath: string;
  /** The files are read this often even if nobody says that they changed. @defaultValue 10_000 */
  readonly intervalMs?: number;
  /** @defaultValue none */
  readonly log?: Logger;
  readonly metrics?: CertWatcherMetrics;
  readonly clock?: Clock;
}

const NO_METRICS: CertWatcherMetrics = { read: () => undefined, readFailed: () => undefined };

/**
 * A serving certificate in two files, read again when they change: replaced, written over, or swapped by the kubelet, which
 * turns a symbolic link. A pair that does not fit together, such as one of which half is written, is passed over; the one
 * before stays. Source: `certwatcher.CertWatcher`.
 */
export class CertWatcher implements CertificateSource {
  readonly name = 'certificate watcher';
  readonly needLeaderElection = false;
  readonly #options: CertWatcherOptions;
  readonly #intervalMs: number;
  readonly #log: Logger;
  readonly #holder = new CertificateHolder();
  #reading: Promise<void> = Promise.resolve();

  constructor(options: CertWatcherOptions) {
    const { intervalMs = 10_000, certPath, keyPath, log = discardLogger } = options;
    if (!(intervalMs > 0)) throw new RangeError(`intervalMs must be positive, got ${intervalMs}`);
    this.#options = options;
    this.#intervalMs = intervalMs;
    this.#log = log.with({ cert: certPath, key: keyPath });
  }

  get current(): KeyPair | undefined {
    return this.#holder.current;
  }

  subscribe(listener: (pair: KeyPair) => void): () => void {
    return this.#holder.subscribe(listener);
  }

  /** Reads the files once. Rejects when they cannot be read or do not fit together. */
  async readCertificate(): Promise<void> {
    const { certPath, keyPath, metrics = NO_METRICS } = this.#options;
    metrics.read();
    try {
      const [cert, key] = await Promise.all([readFile(certPath, 'utf8'), readFile(keyPath, 'utf8')]);
      checkPair({ cert, key });
      const first = this.#holder.current === undefined;
      if (this.#holder.set({ cert, key })) this.#log.info(first ? 'certificate read' : 'certificate replaced');
    } catch (thrown) {
      metrics.readFailed();
      throw new Error(`cannot use the certificate ${certPath} with the key ${keyPath}: ${toError(thrown).message}`, {
        cause: thrown,
      });
    }
  }

  /** Reads the files, and again at each change, until `signal` aborts. Rejects only if the first reading fails. */
  async start(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { certPath, keyPath } = this.#options;
    if (this.current === undefined) await this.readCertificate();
    using stop = linkedAbort(signal);
    const directories = new Set([certPath, keyPath].map((path) => dirname(path)));
    const watches = [...directories].map((directory) => this.#watch(directory, stop.signal));
    await Promise.all([this.#poll(stop.signal), ...watches]);
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const { clock = systemClock } = this.#options;
    for (;;) {
      const due = await clock.delay(this.#intervalMs, { signal }).then(
        () => true,
        () => false,
      );
      if (!due) return;
      await this.#readAgain();
    }
  }

  /** The directory, not the file: a file that is replaced is another one. What cannot be watched is still polled. */
  async #watch(directory: string, signal: AbortSignal): Promise<void> {
    try {
      for await (const _change of watch(directory, { signal })) await this.#readAgain();
    } catch (thrown) {
      if (!signal.aborted) this.#log.warn('cannot watch for changes', { directory, error: toError(thrown).message });
    }
  }

  /** One reading after the other, so that an older one never ends last. */
  #readAgain(): Promise<void> {
    this.#reading = this.#reading.then(() =>
      this.readCertificate().catch((thrown: unknown) => {
        this.#log.error('certificate not replaced: the one before stays', toError(thrown));
      }),
    );
    return this.#reading;
  }
}

/** Throws unless the key is the certificate's. */
function checkPair({ cert, key }: KeyPair): void {
  if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) {
    throw new Error('the key is of another certificate');
  }
}
