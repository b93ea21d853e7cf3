import { afterAll, beforeAll, expect, test } from 'vitest';
import { PostgresProxy } from '../faults/postgres-proxy.ts';
import { soon } from '../support/eventually.ts';
import { useLives } from '../support/lives.ts';
import { useOperator, useStage } from '../support/stage.ts';

// The connection to PostgreSQL is reset at every single frame of a write (rows 9 and 11 of the fault list).
const stage = useStage();
const { ageOf, allIsWell } = useLives(stage);
let proxy: PostgresProxy;
beforeAll(async () => {
  proxy = await PostgresProxy.start(stage.environment.database);
});
afterAll(() => proxy[Symbol.asyncDispose]());
const operator = useOperator(stage, () => ({ database: { ...stage.login, host: proxy.host, port: proxy.port } }));

test.each(['cutBefore', 'cutAfter'] as const)(
  'a connection that is reset (%s) at any frame of a write costs a retry',
  async (kind) => {
    const name = `frames-${kind.toLowerCase()}`;
    await stage.writers.create(name, { age: 0 });
    await soon(() => stage.writers.readiness(name)).toBe('True');
    let frames = 0;
    for (let age = 1; age <= 60; age += 1) {
      const injection = proxy.inject({ frame: {}, skip: age - 1, act: { kind } });
      await stage.writers.edit(name, { age });
      await soon(() => ageOf(name)).toBe(age);
      await soon(() => stage.writers.readiness(name)).toBe('True');
      injection.remove();
      frames += injection.fired;
      // The write needed fewer frames than were let pass: every one of them has had its turn.
      if (injection.fired === 0) break;
    }
    expect(frames).toBeGreaterThan(5);
    // Each was made good at once: no outage was told of, and nobody was kept waiting.
    expect(operator.current.logs.map(({ msg }) => msg)).not.toContain('database unavailable');
    await allIsWell();
  },
);
