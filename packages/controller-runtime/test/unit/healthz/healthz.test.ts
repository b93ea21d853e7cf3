import { describe, expect, test } from 'vitest';
import type { Cache, Informer } from '../../../src/cache/index.ts';
import { cacheSynced, Checker, watchesAlive } from '../../../src/healthz/index.ts';
import { renderAll, renderOne } from '../../../src/healthz/render.ts';
import { discardLogger, type Logger } from '../../../src/log/index.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { Thing } from '../source/objects.ts';

function setUp() {
  const clock = new FakeClock();
  const logged: string[] = [];
  const log: Logger = {
    ...discardLogger,
    warn: (message, fields) => void logged.push(`${message} ${String(fields?.['check'])}`),
    info: (message, fields) => void logged.push(`${message} ${String(fields?.['check'])}`),
  };
  return { clock, logged, checker: new Checker({ name: 'readyz', log, clock }) };
}

const fail = (message: string) => () => {
  throw new Error(message);
};

describe('checks', () => {
  test('run side by side, are sorted by name, and can be excluded', async () => {
    const { checker } = setUp();
    checker.add('b', fail('broken'));
    checker.add('a', () => undefined);
    checker.add('c', fail('never asked'));
    expect(await checker.runAll(new Set(['c']))).toEqual([
      { name: 'a', state: 'ok' },
      { name: 'b', state: 'failed', error: new Error('broken') },
      { name: 'c', state: 'excluded' },
    ]);
  });

  test('are a ping where there are none', async () => {
    const { checker } = setUp();
    expect(await checker.runAll()).toEqual([{ name: 'ping', state: 'ok' }]);
    expect(await checker.runOne('ping')).toEqual({ name: 'ping', state: 'ok' });
    expect(await checker.runOne('other')).toBeUndefined();
  });

  test('that take too long have failed, and are told to stop', async () => {
    const { checker, clock } = setUp();
    let told = false;
    checker.add(
      'slow',
      ({ signal }) =>
        new Promise(() =>
          signal.addEventListener('abort', () => {
            told = true;
          }),
        ),
    );
    const result = checker.runOne('slow');
    await clock.advance(5_000);
    expect((await result)?.error?.message).toBe('timed out after 5000 ms');
    expect(told).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test('are logged when they fail and when they are well again, not on every probe', async () => {
    const { checker, logged } = setUp();
    let broken = true;
    checker.add('database', () => {
      if (broken) throw new Error('down');
    });
    await checker.runAll();
    await checker.runAll();
    broken = false;
    await checker.runAll();
    await checker.runAll();
    expect(logged).toEqual(['health check fails database', 'health check is well again database']);
  });

  test('have names that can stand in a URL, once each', () => {
    const { checker } = setUp();
    checker.add('a', () => undefined);
    expect(() => checker.add('a', () => undefined)).toThrow('there is a readyz check "a" already');
    expect(() => checker.add('a/b', () => undefined)).toThrow('part of a URL');
  });
});

describe('text', () => {
  test('is ok when all are well', () => {
    expect(renderAll([{ name: 'a', state: 'ok' }], { verbose: false, unknownExcluded: [] })).toEqual({
      status: 200,
      body: 'ok',
    });
  });

  test('lists the checks when asked to', () => {
    const results = [
      { name: 'a', state: 'ok' },
      { name: 'b', state: 'excluded' },
    ] as const;
    expect(renderAll(results, { verbose: true, unknownExcluded: ['x'] })).toEqual({
      status: 200,
      body: '[+]a ok\n[+]b excluded: ok\nwarn: some health checks cannot be excluded: no matches for "x"\nhealthz check passed\n',
    });
  });

  test('withholds reasons from the public page, and gives them on the page of the check', () => {
    const result = { name: 'a', state: 'failed', error: new Error('db down') } as const;
    expect(renderAll([result], { verbose: false, unknownExcluded: [] })).toEqual({
      status: 500,
      body: '[-]a failed: reason withheld\nhealthz check failed\n',
    });
    expect(renderOne(result)).toEqual({ status: 500, body: 'internal server error: db down\n' });
    expect(renderOne({ name: 'a', state: 'ok' })).toEqual({ status: 200, body: 'ok' });
  });
});

describe('the cache', () => {
  const cacheWith = (informer: Partial<Informer<never>>): Pick<Cache, 'informers'> => ({
    informers: () =>
      new Map([
        [
          Thing,
          { hasSynced: () => true, quietForMs: () => 0, lastError: () => undefined, ...informer } as Informer<never>,
        ],
      ]),
  });
  const asked = { signal: new AbortController().signal };

  test('is not ready before it has the initial list, and says what is missing and why', () => {
    expect(() => cacheSynced(cacheWith({}))(asked)).not.toThrow();
    const missing = cacheWith({ hasSynced: () => false, lastError: () => new Error('forbidden') });
    expect(() => cacheSynced(missing)(asked)).toThrow('not synced: Thing.example.com/v1 (forbidden)');
  });

  test('is not alive with a watch that is dead', () => {
    const check = (informer: Partial<Informer<never>>) => () => watchesAlive(cacheWith(informer), 600_000)(asked);
    expect(check({ quietForMs: () => 600_000 })).not.toThrow();
    expect(check({ quietForMs: () => undefined })).not.toThrow();
    expect(check({ quietForMs: () => 600_001 })).toThrow(
      'nothing heard from the API server on the watch of Thing.example.com/v1 (600 s)',
    );
    expect(check({ quietForMs: () => 900_000, lastError: () => new Error('refused') })).not.toThrow();
  });
});
