import { aborted, linkedAbort } from '../abort.ts';

/** A serving certificate and its private key, as PEM. The certificate may be followed by its intermediates. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** Where a server gets its certificate from, now and whenever there is a new one. Source: `tls.Config.GetCertificate`. */
export interface CertificateSource {
  /** `undefined` until there is one. */
  readonly current: KeyPair | undefined;
  /** What keeps it from having one, or the next. */
  readonly lastError?: Error | undefined;
  /** Calls `listener` with each later one. Returns what ends that. */
  subscribe(listener: (pair: KeyPair) => void): () => void;
  /** Looks after it until `signal` aborts; the server that uses it calls this. Rejects only if there will be none. */
  start(signal: AbortSignal): Promise<void>;
}

/** A certificate that never changes. */
export const fixedCertificate = (pair: KeyPair): CertificateSource => ({
  current: pair,
  subscribe: () => () => undefined,
  start: aborted,
});

/** Looks after certificates while `serve` runs, which begins when there is one. */
export async function withCertificates(
  certificates: CertificateSource,
  signal: AbortSignal,
  serve: () => Promise<void>,
): Promise<void> {
  using stop = linkedAbort(signal);
  const keeping = certificates.start(stop.signal);
  // Awaited below; a failure that comes earlier than that is waited for at `race` alone.
  keeping.catch(() => undefined);
  try {
    await Promise.race([firstOf(certificates, stop.signal), keeping]);
    if (!signal.aborted) await serve();
  } finally {
    stop.abort();
    await keeping;
  }
}

/** Resolves when there is a certificate, or `signal` aborts. */
async function firstOf(certificates: CertificateSource, signal: AbortSignal): Promise<void> {
  const first = Promise.withResolvers<undefined>();
  const unsubscribe = certificates.subscribe(() => first.resolve(undefined));
  if (certificates.current !== undefined) first.resolve(undefined);
  await Promise.race([first.promise, aborted(signal)]);
  unsubscribe();
}

/** Keeps a certificate for a source. Setting the same once more tells nobody. */
export class CertificateHolder implements Omit<CertificateSource, 'start'> {
  readonly #listeners = new Set<(pair: KeyPair) => void>();
  #current: KeyPair | undefined;

  get current(): KeyPair | undefined {
    return this.#current;
  }

  /** True when it is another one than before. */
  set(pair: KeyPair): boolean {
    if (pair.cert === this.#current?.cert && pair.key === this.#current.key) return false;
    this.#current = pair;
    for (const listener of this.#listeners) listener(pair);
    return true;
  }

  subscribe(listener: (pair: KeyPair) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
