import { isAlreadyExists, isConflict, type Stored } from '@kubewright/apimachinery';
import { Secret } from '@kubewright/apimachinery/core/v1';
import { getIfExists, type LiveClient } from '../client/index.ts';
import { linkedAbort } from '../internal/abort.ts';
import { backoffMs } from '../internal/backoff.ts';
import type { Clock } from '../internal/clock/clock.ts';
import { toError } from '../internal/errors.ts';
import { CertificateHolder, type CertificateSource, type KeyPair } from '../internal/http-server/certificate-source.ts';
import type { Logger } from '../log/index.ts';
import { targetsOf, type InjectionTarget } from './inject-ca-bundle.ts';
import { bundleOf, decodeMaterial, encodeMaterial, type CertificateMaterial } from './material.ts';
import { resolvePolicy, type SelfManagedCertificatesOptions } from './options.ts';
import { applyRotation, decideRotation, type RotationPolicy } from './rotation.ts';
import { watchObject } from './watch-object.ts';

export interface SelfManagedCertificatesInit {
  readonly options: SelfManagedCertificatesOptions;
  /** Used where the options name none. */
  readonly namespace: string;
  readonly client: Pick<LiveClient, 'get' | 'list' | 'create' | 'update' | 'patch' | 'watch'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A watch may miss nothing, but a timer may: a machine that slept. */
const LOOK_AGAIN_MS = 10 * 60_000;
const RETRY = { baseMs: 500, maxMs: 60_000 };

/**
 * Keeps an authority and a serving certificate in a Secret that all replicas share, renews them in time, and tells the API
 * server by `caBundle` in the webhook configurations and CRDs that the options name, again whenever somebody takes it
 * away. With this nobody has to install cert-manager.
 *
 * Guarantees: all replicas serve what the Secret holds, whoever of them wrote it: a write that comes second is refused by
 * the API server, and its writer takes what the first wrote. A certificate is served only once its authority has been in
 * every `caBundle` for a while, and the old authority stays there to its end, so no call fails in between.
 */
export class SelfManagedCertificates implements CertificateSource {
  readonly name = 'self-managed certificates';
  readonly #init: SelfManagedCertificatesInit;
  readonly #policy: RotationPolicy;
  readonly #key: { readonly namespace: string; readonly name: string };
  readonly #targets: readonly InjectionTarget[];
  readonly #holder = new CertificateHolder();
  #wake = Promise.withResolvers<undefined>();
  #lastError: Error | undefined;
  /** The `caBundle` that all targets carry, and since when this replica knows. */
  #told: { readonly caBundle: string; readonly sinceMs: number } | undefined;

  /** Throws a `RangeError` for options that cannot be. */
  constructor(init: SelfManagedCertificatesInit) {
    const { options } = init;
    const namespace = options.namespace ?? init.namespace;
    this.#init = init;
    this.#policy = resolvePolicy(options, namespace);
    this.#key = { namespace, name: options.secretName };
    this.#targets = targetsOf(options);
  }

  get current(): KeyPair | undefined {
    return this.#holder.current;
  }

  /** What keeps it from going on, until it does. */
  get lastError(): Error | undefined {
    return this.#lastError;
  }

  subscribe(listener: (pair: KeyPair) => void): () => void {
    return this.#holder.subscribe(listener);
  }

  /** Works until `signal` aborts. What goes wrong is logged and tried again. */
  async start(signal: AbortSignal): Promise<void> {
    const { client, clock, log } = this.#init;
    const onChange = (): void => this.#wake.resolve(undefined);
    const watched = [{ kind: Secret, name: this.#key.name, namespace: this.#key.namespace }, ...this.#targets];
    const watches = watched.map(({ kind, ...key }) => watchObject({ client, kind, key, onChange, log, clock }, signal));
    await Promise.all([this.#work(signal), ...watches]);
  }

  async #work(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#init;
    // A function, since the compiler takes what it has seen once for lasting.
    const isAborted = (): boolean => signal.aborted;
    let failures = 0;
    while (!isAborted()) {
      this.#wake = Promise.withResolvers();
      let waitMs: number;
      try {
        waitMs = Math.min((await this.#reconcile(signal)) - clock.now(), LOOK_AGAIN_MS);
        failures = 0;
        this.#lastError = undefined;
      } catch (thrown) {
        if (isAborted()) return;
        failures += 1;
        this.#lastError = toError(thrown);
        log.error('certificates are not kept up', this.#lastError, { failures });
        waitMs = backoffMs(failures, Math.random(), RETRY);
      }
      // After a failure not at once, even if the watch says that something changed: it may be what failed.
      await this.#sleep(waitMs, failures === 0 ? this.#wake.promise : undefined, signal);
    }
  }

  /** One pass. Resolves with when the next is due, in milliseconds since the epoch. */
  async #reconcile(signal: AbortSignal): Promise<number> {
    const { client } = this.#init;
    for (;;) {
      const secret = await getIfExists(client, Secret, this.#key, { signal });
      const present = secret && decodeMaterial(secret.data ?? {});
      if (present !== undefined && this.#holder.set(present.serving)) this.#init.log.info('serving certificate taken');
      const failures = present === undefined ? [] : await this.#tell(present, signal);
      const now = this.#init.clock.now();
      const step = decideRotation(present, this.#policy, now, this.#told?.sinceMs);
      if (step.kind === 'none') {
        if (failures.length > 0) throw new AggregateError(failures, failures.map(({ message }) => message).join('; '));
        return step.untilMs;
      }
      const written = await this.#write(secret, applyRotation(step, present, this.#policy, now), signal);
      if (written) this.#init.log.info('certificates renewed', { step: step.kind, secret: this.#key.name });
    }
  }

  /** Tells all targets of all authorities. Resolves with what went wrong: one that cannot be told must not stop the rest. */
  async #tell({ trusted }: CertificateMaterial, signal: AbortSignal): Promise<readonly Error[]> {
    const { client, clock, log } = this.#init;
    const caBundle = Buffer.from(bundleOf(trusted), 'utf8').toString('base64');
    let news = caBundle !== this.#told?.caBundle;
    const outcomes = await Promise.allSettled(
      this.#targets.map(async (target) => {
        const outcome = await target.inject(client, caBundle, signal);
        if (outcome !== 'injected') return;
        news = true;
        log.info('caBundle injected', { kind: target.kind.kind, name: target.name });
      }),
    );
    if (outcomes.some(({ status }) => status === 'rejected')) this.#told = undefined;
    else if (news) this.#told = { caBundle, sinceMs: clock.now() };
    return outcomes.flatMap((each) => (each.status === 'rejected' ? [toError(each.reason)] : []));
  }

  /** False when another replica was quicker. */
  async #write(before: Stored<Secret> | undefined, next: CertificateMaterial, signal: AbortSignal): Promise<boolean> {
    const { client } = this.#init;
    const data = encodeMaterial(next);
    try {
      if (before === undefined) {
        await client.create(Secret, { metadata: this.#key, type: 'kubernetes.io/tls', data }, { signal });
      } else {
        await client.update(Secret, { ...before, data: { ...before.data, ...data } }, { signal });
      }
      return true;
    } catch (error) {
      if (isAlreadyExists(error) || isConflict(error)) return false;
      throw error;
    }
  }

  async #sleep(ms: number, wake: Promise<undefined> | undefined, signal: AbortSignal): Promise<void> {
    using over = linkedAbort(signal);
    // It rejects on abort, which ends the sleep as well.
    const timer = this.#init.clock.delay(ms, { signal: over.signal }).catch(() => undefined);
    await Promise.race(wake === undefined ? [timer] : [timer, wake]);
    over.abort();
  }
}
