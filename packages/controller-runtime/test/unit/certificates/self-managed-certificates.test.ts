import { X509Certificate } from 'node:crypto';
import { ApiError } from '@kubewright/apimachinery';
import {
  MutatingWebhookConfiguration,
  ValidatingWebhookConfiguration,
} from '@kubewright/apimachinery/admissionregistration/v1';
import { CustomResourceDefinition } from '@kubewright/apimachinery/apiextensions/v1';
import { Secret } from '@kubewright/apimachinery/core/v1';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { SelfManagedCertificates, type SelfManagedCertificatesOptions } from '../../../src/certificates/index.ts';
import { validityOf } from '../../../src/certificates/rotation.ts';
import type { KeyPair } from '../../../src/certwatcher/index.ts';
import { discardLogger } from '../../../src/log/index.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { MemoryApi } from './memory-api.ts';

const DAY = 24 * 60 * 60_000;
const KEY = { namespace: 'ns', name: 'hooks-cert' };

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

function aReplica(api: MemoryApi, clock: FakeClock, over: Partial<SelfManagedCertificatesOptions> = {}) {
  const replica = new SelfManagedCertificates({
    options: { secretName: KEY.name, serviceName: 'hooks', validatingWebhookConfigurations: ['hooks'], ...over },
    namespace: KEY.namespace,
    client: api,
    clock,
    log: discardLogger,
  });
  const served: KeyPair[] = [];
  replica.subscribe((pair) => served.push(pair));
  const stop = new AbortController();
  const ended = replica.start(stop.signal);
  stops.push(async () => {
    stop.abort();
    await ended;
  });
  return { replica, served };
}

interface Hooks {
  readonly metadata: { readonly name: string };
  readonly webhooks: { readonly name: string; clientConfig: { caBundle?: string } }[];
}

const aConfiguration = (name = 'hooks', ...hooks: readonly string[]): Hooks => ({
  metadata: { name },
  webhooks: (hooks.length > 0 ? hooks : ['a.hooks', 'b.hooks']).map((hook) => ({ name: hook, clientConfig: {} })),
});

const bundlesOf = async (api: MemoryApi, name = 'hooks', kind = ValidatingWebhookConfiguration) =>
  ((await api.get(kind, { name })) as unknown as Hooks).webhooks.map(({ clientConfig }) =>
    Buffer.from(clientConfig.caBundle ?? '', 'base64').toString(),
  );

const known = new Map<string, boolean>();

/** Whether whoever trusts the bundle trusts the server. */
function trusts(bundle = '', served: KeyPair | undefined): boolean {
  const { cert = '' } = served ?? {};
  const question = bundle + cert;
  const answer =
    known.get(question) ??
    bundle
      .split(/(?<=-----END CERTIFICATE-----\n)/)
      .filter((each) => each !== '')
      .some((each) => new X509Certificate(cert).verify(new X509Certificate(each).publicKey));
  known.set(question, answer);
  return answer;
}

/** Time goes by: replicas sleep through most of it, and then look. */
async function pass(clock: FakeClock, ms: number): Promise<void> {
  const awake = Math.min(ms, 11 * 60_000);
  clock.jump(ms - awake);
  await clock.advance(awake);
}

async function setUp() {
  const api = new MemoryApi();
  api.put(ValidatingWebhookConfiguration, aConfiguration());
  const clock = new FakeClock();
  return await Promise.resolve({ api, clock });
}

describe('a replica', () => {
  test('makes the Secret, serves what it holds, and tells the API server', async () => {
    const { api, clock } = await setUp();
    const { replica } = aReplica(api, clock);
    await clock.advance(0);
    const secret = await api.get(Secret, KEY);
    expect(secret).toMatchObject({ type: 'kubernetes.io/tls' });
    expect(Object.keys(secret.data ?? {}).sort()).toEqual(['ca.crt', 'ca.key', 'tls.crt', 'tls.key']);
    expect(Buffer.from(secret.data!['tls.crt']!, 'base64').toString()).toBe(replica.current?.cert);
    expect(new X509Certificate(replica.current!.cert).checkHost('hooks.ns.svc')).toBe('hooks.ns.svc');
    const bundles = await bundlesOf(api);
    expect(bundles).toHaveLength(2);
    for (const bundle of bundles) expect(trusts(bundle, replica.current)).toBe(true);
  });

  test('finds what is there, and writes nothing', async () => {
    const { api, clock } = await setUp();
    const first = aReplica(api, clock);
    await clock.advance(0);
    api.writes.length = 0;
    const second = aReplica(api, clock);
    await clock.advance(20 * 60_000);
    expect(second.replica.current).toEqual(first.replica.current);
    expect(api.writes).toEqual([]);
  });

  test('starts again from a Secret that is empty or broken, and keeps what others put into it', async () => {
    const { api, clock } = await setUp();
    api.put(Secret, { metadata: KEY, data: { 'tls.crt': 'AAAA', note: 'bm90ZQ==' } });
    const { replica } = aReplica(api, clock);
    await clock.advance(0);
    expect(replica.current).toBeDefined();
    expect((await api.get(Secret, KEY)).data).toMatchObject({ note: 'bm90ZQ==' });
  });

  test('tells all kinds of configurations, and only those that it is to', async () => {
    const { api, clock } = await setUp();
    api.put(ValidatingWebhookConfiguration, aConfiguration('others'));
    api.put(MutatingWebhookConfiguration, aConfiguration('defaults'));
    api.put(CustomResourceDefinition, {
      metadata: { name: 'things.example.com' },
      spec: { conversion: { strategy: 'Webhook', webhook: { clientConfig: {} } } },
    });
    api.put(CustomResourceDefinition, { metadata: { name: 'plain.example.com' }, spec: {} });
    aReplica(api, clock, {
      mutatingWebhookConfigurations: ['defaults'],
      customResourceDefinitions: ['things.example.com', 'plain.example.com'],
    });
    await clock.advance(0);
    expect(await bundlesOf(api, 'others')).toEqual(['', '']);
    const [bundle] = await bundlesOf(api);
    expect((await bundlesOf(api, 'defaults', MutatingWebhookConfiguration))[0]).toBe(bundle);
    const crd = await api.get(CustomResourceDefinition, { name: 'things.example.com' });
    expect(crd.spec.conversion?.webhook?.clientConfig?.caBundle).toBe(Buffer.from(bundle!).toString('base64'));
  });

  test('tells again when somebody takes the bundle away, and a configuration that comes later', async () => {
    const { api, clock } = await setUp();
    const { replica } = aReplica(api, clock, { mutatingWebhookConfigurations: ['late'] });
    await clock.advance(0);
    // By the watch: the clock stands still.
    const told = async (name: string, kind = ValidatingWebhookConfiguration): Promise<void> =>
      await vi.waitFor(async () => {
        for (const bundle of await bundlesOf(api, name, kind)) expect(trusts(bundle, replica.current)).toBe(true);
      });
    api.put(ValidatingWebhookConfiguration, aConfiguration('hooks', 'other', 'a.hooks'));
    await told('hooks');
    api.put(MutatingWebhookConfiguration, aConfiguration('late'));
    await told('late', MutatingWebhookConfiguration);
  });

  test('serves although it may not tell the API server, says why, and tries again', async () => {
    const { api, clock } = await setUp();
    api.interfere = (call) => (call === 'patch' ? new ApiError({ code: 403, message: 'no patch' }) : undefined);
    const { replica } = aReplica(api, clock);
    await clock.advance(0);
    expect(replica.current).toBeDefined();
    expect(replica.lastError?.message).toContain('no patch');
    api.interfere = () => undefined;
    await clock.advance(60_000);
    expect(replica.lastError).toBeUndefined();
    expect(trusts((await bundlesOf(api))[0], replica.current)).toBe(true);
  });
});

describe('several replicas', () => {
  test('that start at once share one certificate', async () => {
    const { api, clock } = await setUp();
    const replicas = Array.from({ length: 5 }, () => aReplica(api, clock));
    await clock.advance(1);
    expect(new Set(replicas.map(({ replica }) => replica.current?.cert)).size).toBe(1);
    expect(api.writes.filter((write) => write === 'create Secret')).toHaveLength(1);
    // None of them ever served another.
    for (const { served } of replicas) expect(served).toHaveLength(1);
  });

  test('renew together, in time, and no call fails in between', async () => {
    const { api, clock } = await setUp();
    const replicas = [aReplica(api, clock), aReplica(api, clock), aReplica(api, clock)];
    await clock.advance(0);
    const authorities = new Set<string>();
    let before = (await bundlesOf(api))[0];
    // Two years: every twenty days for eleven minutes, looked at twice a minute.
    for (let day = 0; day < 730; day += 20) {
      clock.jump(20 * DAY - 11 * 60_000);
      for (let look = 0; look < 22; look += 1) {
        await clock.advance(30_000);
        const [bundle] = await bundlesOf(api);
        for (const { replica } of replicas) {
          expect(trusts(before, replica.current)).toBe(true); // an API server that has not heard of the newest bundle
          expect(trusts(bundle, replica.current)).toBe(true);
        }
        before = bundle;
      }
      for (const { replica } of replicas) {
        expect(validityOf(replica.current!.cert).notAfterMs - clock.now()).toBeGreaterThan(9 * DAY);
      }
      authorities.add((await api.get(Secret, KEY)).data!['ca.key']!);
    }
    expect(authorities.size).toBe(3); // at the start, and after 243 and 486 days, or somewhat later
    const secretWrites = api.writes.filter((write) => write.endsWith('Secret')).length;
    expect(secretWrites).toBeLessThan(20); // each renewal once, not once per replica
  });

  test('keep the old certificate while one configuration cannot be told of a new authority', async () => {
    const { api, clock } = await setUp();
    const { replica } = aReplica(api, clock);
    await clock.advance(0);
    await pass(clock, 242 * DAY);
    api.interfere = (call) => (call === 'patch' ? new ApiError({ code: 500 }) : undefined);
    await pass(clock, 2 * DAY);
    await pass(clock, DAY);
    const [bundle] = await bundlesOf(api);
    expect((await api.get(Secret, KEY)).data!['ca.crt']!.length).toBeGreaterThan(1_000); // two of them
    expect(trusts(bundle, replica.current)).toBe(true);
    api.interfere = () => undefined;
    // Told at last, and given the time to hear: only then the new authority signs.
    // The next attempt is up to a minute away.
    await vi.waitFor(
      async () => {
        await clock.advance(1_000);
        expect((await bundlesOf(api))[0]).not.toBe(bundle);
      },
      { interval: 1, timeout: 10_000 },
    );
    await clock.advance(58_000);
    expect(trusts(bundle, replica.current)).toBe(true);
    await clock.advance(2_000);
    expect(trusts(bundle, replica.current)).toBe(false);
    expect(trusts((await bundlesOf(api))[0], replica.current)).toBe(true);
  });
});

test('nothing is left running when it stops', async () => {
  const { api, clock } = await setUp();
  aReplica(api, clock);
  await clock.advance(0);
  for (const stop of stops.splice(0)) await stop();
  expect(clock.pending).toBe(0);
});
