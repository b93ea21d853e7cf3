import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HttpProxy, type CallPattern } from '../faults/http-proxy.ts';
import { PostgresProxy, type WireRule } from '../faults/postgres-proxy.ts';
import { soon } from '../support/eventually.ts';
import type { OperatorProcess } from '../support/operator.ts';
import { useLives } from '../support/lives.ts';
import { useStage } from '../support/stage.ts';

// SIGKILL at every write boundary (rows 1 and 20 of the fault list): the operator is held at it by a proxy, so that it
// is known to stand just there, and killed. What is left behind must be what the next one can go on from.
const stage = useStage();
const { ageOf, allIsWell, history } = useLives(stage);
let api: HttpProxy;
let database: PostgresProxy;
beforeAll(async () => {
  api = await HttpProxy.start(stage.environment.config);
  database = await PostgresProxy.start(stage.environment.database);
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const start = (): Promise<OperatorProcess> =>
  stage.startOperator({
    kubeconfigPath: api.kubeconfig,
    database: { ...stage.login, host: database.host, port: database.port },
  });
/** Each test kills the one that is there and leaves the next one to the test that follows. */
let operator: OperatorProcess;
beforeAll(async () => {
  operator = await start();
});
afterAll(() => operator[Symbol.asyncDispose]());

/** What is under way when the operator dies, and what must come of it in the end. */
interface Step {
  readonly what: string;
  /** What a person does. */
  readonly act: (name: string) => Promise<unknown>;
  /** The object's writes to the API server on the way, in this order. */
  readonly calls: readonly CallPattern[];
  readonly done: (name: string) => Promise<void>;
}

const WRITERS = { resource: 'postgreswriters' } as const;
const FINALIZER: CallPattern = { ...WRITERS, verb: 'patch', subresource: '' };
const STATUS: CallPattern = { ...WRITERS, subresource: 'status' };
const rowIs = async (name: string, students: number | undefined, alumni: number | undefined): Promise<void> => {
  await soon(async () => [await ageOf(name), await ageOf(name, 'alumni')]).toEqual([students, alumni]);
  await soon(() => stage.writers.readiness(name)).toBe('True');
};
const made = async (name: string): Promise<void> => {
  await stage.writers.create(name, { age: 1 });
  await soon(() => stage.writers.readiness(name)).toBe('True');
};

const STEPS: readonly Step[] = [
  {
    what: 'a creation',
    act: (name) => stage.writers.create(name, { age: 1 }),
    calls: [FINALIZER, STATUS],
    done: (name) => rowIs(name, 1, undefined),
  },
  {
    what: 'an edit',
    act: (name) => stage.writers.edit(name, { age: 2 }),
    calls: [STATUS],
    done: (name) => rowIs(name, 2, undefined),
  },
  {
    what: 'a move',
    act: (name) => stage.writers.edit(name, { age: 2, table: 'alumni' }),
    calls: [STATUS],
    done: (name) => rowIs(name, undefined, 2),
  },
  {
    what: 'a deletion',
    act: (name) => stage.writers.delete(name),
    calls: [FINALIZER],
    done: async (name) => {
      await soon(() => stage.writers.get(name)).toBeUndefined();
      expect([await ageOf(name), await ageOf(name, 'alumni')]).toEqual([undefined, undefined]);
    },
  },
];

const atTheApiServer = STEPS.flatMap(({ what, act, calls, done }) =>
  calls.flatMap((call) =>
    (['before', 'applied'] as const).map((phase) => ({
      what,
      write: call.subresource === 'status' ? 'status' : 'finalizer',
      when: phase === 'before' ? 'before it is sent' : 'once it is stored, its reply on the way',
      hold: { on: call, act: { kind: 'hang', phase } as const },
      act,
      done,
    })),
  ),
);

const FRAMES: readonly { readonly when: string; readonly hold: WireRule }[] = [
  { when: 'before it is sent', hold: { frame: { side: 'frontend', name: 'Sync' }, act: { kind: 'blackHole' } } },
  {
    when: 'once it is stored, its reply on the way',
    hold: { frame: { side: 'backend', name: 'ReadyForQuery' }, act: { kind: 'blackHole' } },
  },
];
const atTheDatabase = STEPS.flatMap(({ what, act, done }) => FRAMES.map((frame) => ({ what, act, done, ...frame })));

const nameOf = (...parts: readonly string[]): string => parts.join('-').replaceAll(/[^a-z]+/g, '-');

/** Kills the operator where it stands, and lets the next one finish. */
async function killAndFinish(name: string, done: Step['done']): Promise<void> {
  await operator.kill();
  database.cutAll();
  operator = await start();
  await done(name);
  await allIsWell();
}

describe('killed at the API server', () => {
  test.each(atTheApiServer)('in $what at the $write, $when: the next one finishes it', async (point) => {
    const { what, write, when, hold, act, done } = point;
    const name = nameOf('api', what, write, when);
    if (what !== 'a creation') await made(name);
    const injection = api.inject({ ...hold, on: { ...hold.on, name } });
    await act(name);
    await injection.untilFired();
    injection.remove();
    await killAndFinish(name, done);
  });
});

describe('killed at the database', () => {
  test.each(atTheDatabase)('in $what at the row, $when: the next one finishes it', async (point) => {
    const { what, when, hold, act, done } = point;
    const name = nameOf('db', what, when);
    // The table is known to the operator before, so that the next transaction is the one that writes.
    await made(nameOf('first', name));
    if (what !== 'a creation') await made(name);
    const injection = database.inject(hold);
    await act(name);
    await injection.untilFired();
    injection.remove();
    await killAndFinish(name, done);
  });
});

test('SIGTERM while a transaction is under way lets it finish, and ends with 0', async () => {
  await made('at-work');
  const injection = database.inject({
    frame: { side: 'backend', name: 'ReadyForQuery' },
    act: { kind: 'delay', ms: 1_500 },
  });
  await stage.writers.edit('at-work', { age: 7 });
  await injection.untilFired();
  expect(await operator.stop()).toEqual({ code: 0, signal: null });
  expect(await ageOf('at-work')).toBe(7);
  expect((await history()).filter(({ id, age }) => id.endsWith('/at-work') && age === 7)).toHaveLength(1);
  await soon(() => stage.operatorSessions()).toEqual([]);
});
