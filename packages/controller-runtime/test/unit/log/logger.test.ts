import { describe, expect, test } from 'vitest';
import { createLogger, parseLogLevel, type LoggerOptions } from '../../../src/log/index.ts';
import { TerminalError } from '../../../src/reconcile/index.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

function setUp(options: LoggerOptions = {}) {
  const lines: string[] = [];
  const log = createLogger({
    clock: new FakeClock(Date.UTC(2026, 10, 24, 10, 32, 0, 7)),
    sink: { write: (line) => void lines.push(line) },
    ...options,
  });
  /** The last line, parsed. */
  const last = (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
  return { lines, log, last };
}

describe('JSON lines', () => {
  test('carry level, time, logger, message and fields, each on one line', () => {
    const { lines, log } = setUp();
    log.named('manager').named('cache').with({ kind: 'Pod' }).info('synced', { objects: 3, gone: undefined });
    expect(lines).toEqual([
      '{"level":"info","ts":"2026-11-24T10:32:00.007Z","logger":"manager.cache","msg":"synced","kind":"Pod","objects":3}\n',
    ]);
  });

  test('keep a field whose name is taken, under another name', () => {
    const { log, last } = setUp();
    log.info('hello', { msg: 'mine', ts: 1, level: 'x' });
    expect(last()).toMatchObject({ msg: 'hello', msg_: 'mine', ts_: 1, level: 'info', level_: 'x' });
  });

  test('let the fields of a line win over those of the logger', () => {
    const { log, last } = setUp();
    log.with({ n: 1 }).info('x', { n: 2 });
    expect(last()).toMatchObject({ n: 2 });
  });

  test.each([
    { what: 'a cycle', value: cycle(), want: { self: '[cycle]', n: 1 } },
    { what: 'a bigint', value: 12n, want: '12' },
    { what: 'NaN', value: NaN, want: 'NaN' },
    { what: 'a map', value: new Map([['a', 1n]]), want: { a: '1' } },
    { what: 'a set', value: new Set([1, 2]), want: [1, 2] },
    { what: 'a symbol', value: Symbol('s'), want: 'Symbol(s)' },
    { what: 'a function', value: thrower, want: '[function thrower]' },
    { what: 'a toJSON that throws', value: { n: 1, toJSON: thrower }, want: { n: 1, toJSON: '[function thrower]' } },
    { what: 'a getter that throws', value: throwingGetter(), want: { bad: '[unreadable: no]' } },
    { what: 'an error', value: new TypeError('bad'), want: expect.objectContaining({ error: 'bad' }) as unknown },
    { what: 'deep nesting in a cycle', value: deepCycle(), want: expect.anything() as unknown },
  ])('survive $what', ({ value, want }) => {
    const { log, last } = setUp();
    log.info('x', { value });
    expect(last()['value']).toEqual(want);
  });

  test('survive a sink that throws', () => {
    const { log } = setUp({
      sink: {
        write: () => {
          throw new Error('disk full');
        },
      },
    });
    expect(() => log.info('x')).not.toThrow();
  });
});

describe('levels', () => {
  test('drop what is below, and can be changed at run time, for loggers made before too', () => {
    const { lines, log } = setUp({ level: 'warn' });
    const child = log.named('child');
    child.info('dropped');
    child.warn('kept');
    log.level = 'debug';
    child.debug('kept now');
    expect(log.level).toBe('debug');
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['kept', 'kept now']);
  });

  test('are read from text', () => {
    expect(parseLogLevel('INFO')).toBe('info');
    expect(() => parseLogLevel('loud')).toThrow('must be one of debug, info, warn, error, got "loud"');
  });
});

describe('errors', () => {
  test('show messages down the cause chain once, with reason and code', () => {
    const { log, last } = setUp();
    const socket = Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' });
    const wrapped = new TerminalError('NoServer', 'cannot list: connect refused', { cause: socket });
    log.error('failed', new Error('outer', { cause: wrapped }));
    expect(last()).toMatchObject({
      level: 'error',
      error: 'outer: cannot list: connect refused',
      errorName: 'Error',
      errorReason: 'NoServer',
      errorCode: 'ECONNREFUSED',
    });
    expect(last()).not.toHaveProperty('stacktrace');
  });

  test('show no other property: those may hold credentials', () => {
    const { lines, log } = setUp();
    log.error('failed', Object.assign(new Error('no'), { request: { headers: { authorization: 'Bearer secret' } } }));
    expect(lines[0]).not.toContain('secret');
  });

  test('show stacks at level debug, and always for mistakes in the program', () => {
    const { log, last } = setUp();
    log.error('failed', new TypeError('undefined is not a function'));
    expect(last()['stacktrace']).toContain('logger.test.ts');
    log.level = 'debug';
    log.error('failed', new Error('outer', { cause: new Error('inner') }));
    expect(last()['stacktrace']).toMatch(/outer[^]*Caused by: Error: inner/);
  });

  test('take a TypeError with a cause for a network failure, as fetch reports it', () => {
    const { log, last } = setUp();
    log.error('failed', new TypeError('fetch failed', { cause: new Error('refused') }));
    expect(last()).not.toHaveProperty('stacktrace');
  });

  test('end a cause chain that is a cycle, and show the members of an aggregate', () => {
    const { log, last } = setUp();
    const first = new Error('first');
    first.cause = new AggregateError([new Error('one'), new Error('two'), first], 'many');
    log.error('failed', first);
    expect(last()['error']).toBe('first: many: one: two');
  });

  test('may be missing', () => {
    const { log, last } = setUp();
    log.error('failed', undefined, { n: 1 });
    expect(last()).toMatchObject({ msg: 'failed', n: 1 });
  });
});

describe('console lines', () => {
  test('are the default in a terminal, with quotes only where needed', () => {
    const lines: string[] = [];
    const { log } = setUp({ sink: { isTerminal: true, write: (line) => void lines.push(line) } });
    log.named('manager').warn('watch ended', { kind: 'Pod', why: 'too old', url: '/api/v1?x', n: 3, list: [1] });
    expect(lines).toEqual([
      '2026-11-24T10:32:00.007Z WARN  manager watch ended kind=Pod why="too old" url=/api/v1?x n=3 list=[1]\n',
    ]);
  });

  test('cannot be forged by values or messages', () => {
    const lines: string[] = [];
    const { log } = setUp({ format: 'console', sink: { write: (line) => void lines.push(line) } });
    log.info('a\nb\u001b[31m', { value: 'x\n2026-01-01 INFO forged', empty: '' });
    expect(lines[0]?.split('\n')).toHaveLength(2);
    expect(lines[0]).toContain('a\\nb\\u001b[31m value="x\\n2026-01-01 INFO forged" empty=""');
  });

  test('put the stack on lines of its own', () => {
    const lines: string[] = [];
    const { log } = setUp({ format: 'console', sink: { write: (line) => void lines.push(line) } });
    log.error('failed', new TypeError('bad'));
    expect(lines[0]).toMatch(/ failed error=bad errorName=TypeError\n {4}TypeError: bad\n {8}at /);
  });

  test('are coloured where the sink says so', () => {
    const lines: string[] = [];
    const { log } = setUp({ format: 'console', sink: { colours: true, write: (line) => void lines.push(line) } });
    log.info('x');
    expect(lines[0]).toContain('\u001b[32mINFO \u001b[0m');
  });
});

function cycle(): object {
  const object: Record<string, unknown> = { n: 1 };
  object['self'] = object;
  return object;
}

function deepCycle(): object {
  const object: Record<string, unknown> = cycle() as Record<string, unknown>;
  let inner = object;
  for (let i = 0; i < 100; i++) inner = inner['next'] = {} as Record<string, unknown>;
  return object;
}

function thrower(): never {
  throw new Error('no');
}

const throwingGetter = (): object => Object.defineProperty({}, 'bad', { enumerable: true, get: thrower });
