import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Kind, KubernetesObject } from '@kubewright/apimachinery';
import type { TokenReview } from '@kubewright/apimachinery/authentication/v1';
import type { SubjectAccessReview } from '@kubewright/apimachinery/authorization/v1';
import type {
  IncomingMessage,
  RequestHandler,
  ServerResponse,
} from '../../../../src/internal/http-server/http-server.ts';
import { discardLogger } from '../../../../src/log/index.ts';
import { withAuthenticationAndAuthorization, type FilterContext } from '../../../../src/metrics/filters/index.ts';
import { FakeClock } from '../../../../src/testing/fake-clock.ts';

const USER = { username: 'ann', uid: 'u', groups: ['scrapers'], extra: { scope: ['a'] } };

/** What the API server answers, and how often it was asked. */
function setUp() {
  const clock = new FakeClock();
  const authenticate = vi.fn((token: string): TokenReview['status'] =>
    token === 'good' ? { authenticated: true, user: USER } : { authenticated: false },
  );
  const authorize = vi.fn((spec: SubjectAccessReview['spec']) => ({
    allowed: spec.nonResourceAttributes?.path === '/metrics',
  }));
  const client = {
    create: (kind: Kind, object: KubernetesObject) => {
      const { spec } = object as TokenReview & SubjectAccessReview;
      const status = kind.kind === 'TokenReview' ? authenticate(spec.token) : authorize(spec);
      return Promise.resolve({ ...object, status });
    },
  } as unknown as FilterContext['client'];
  const page = vi.fn<RequestHandler>();
  const filtered = withAuthenticationAndAuthorization({ client, clock, log: discardLogger })(page);
  const ask = async (authorization?: string, path = '/metrics') => {
    const response = { writeHead: vi.fn(() => response), end: vi.fn(), code: undefined };
    const request = { method: 'GET', headers: { authorization } };
    page.mockClear();
    await filtered(
      request as unknown as IncomingMessage,
      response as unknown as ServerResponse,
      new URL(`http://x${path}`),
    );
    const [first] = response.writeHead.mock.calls as unknown as [number, object][];
    return page.mock.calls.length === 1 ? 200 : first?.[0];
  };
  return { clock, authenticate, authorize, ask };
}

let it: ReturnType<typeof setUp>;
beforeEach(() => {
  it = setUp();
});

describe('the filter', () => {
  test.each([
    { header: 'Bearer good', path: '/metrics', want: 200 },
    { header: 'bearer  good', path: '/metrics', want: 200 },
    { header: 'Bearer good', path: '/other', want: 403 },
    { header: 'Bearer bad', path: '/metrics', want: 401 },
    { header: 'Basic good', path: '/metrics', want: 401 },
    { header: undefined, path: '/metrics', want: 401 },
  ])('answers $want to "$header" at $path', async ({ header, path, want }) => {
    expect(await it.ask(header, path)).toBe(want);
  });

  test('asks for the whole user, the path and the verb', async () => {
    await it.ask('Bearer good');
    expect(it.authorize.mock.calls).toEqual([
      [
        {
          user: 'ann',
          uid: 'u',
          groups: ['scrapers'],
          extra: { scope: ['a'] },
          nonResourceAttributes: { path: '/metrics', verb: 'get' },
        },
      ],
    ]);
  });

  test('does not ask the API server about nobody', async () => {
    await it.ask();
    expect(it.authenticate).not.toHaveBeenCalled();
  });

  test('answers 500 when the API server cannot be asked, and asks again next time', async () => {
    it.authenticate.mockImplementationOnce(() => {
      throw new Error('no answer');
    });
    expect(await it.ask('Bearer good')).toBe(500);
    expect(await it.ask('Bearer good')).toBe(200);
  });
});

describe('what it remembers', () => {
  test.each([
    { name: 'a user for a minute', header: 'Bearer good', path: '/metrics', asks: 'authenticate', ms: 60_000 },
    { name: 'a wrong token for ten seconds', header: 'Bearer bad', path: '/metrics', asks: 'authenticate', ms: 10_000 },
    { name: 'a permission for five minutes', header: 'Bearer good', path: '/metrics', asks: 'authorize', ms: 300_000 },
    { name: 'a denial for half a minute', header: 'Bearer good', path: '/x', asks: 'authorize', ms: 30_000 },
  ] as const)('is $name', async ({ header, path, asks, ms }) => {
    await it.ask(header, path);
    it.clock.jump(ms - 1);
    await it.ask(header, path);
    expect(it[asks]).toHaveBeenCalledTimes(1);
    it.clock.jump(1);
    await it.ask(header, path);
    expect(it[asks]).toHaveBeenCalledTimes(2);
  });

  test('is asked for once by those who come together', async () => {
    await Promise.all([it.ask('Bearer good'), it.ask('Bearer good')]);
    expect(it.authenticate).toHaveBeenCalledTimes(1);
  });

  test('is bounded: the oldest are forgotten', async () => {
    await it.ask('Bearer good');
    for (let i = 0; i < 4096; i += 1) await it.ask(`Bearer bad${i}`);
    await it.ask('Bearer good');
    expect(it.authenticate.mock.calls.filter(([token]) => token === 'good')).toHaveLength(2);
  });
});
