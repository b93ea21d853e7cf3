import { beforeEach, describe, expect, test, vi } from 'vitest';
import { CircuitBreaker } from '../../../controller/circuit-breaker.ts';

const KEY = 'database';
let now: number;
const onOpen = vi.fn<(error: string) => void>();
const onClose = vi.fn<(openForMs: number) => void>();
let breaker: CircuitBreaker<string>;

const breakerWith = (trials: number): CircuitBreaker<string> =>
  new CircuitBreaker({
    policy: { baseMs: 100, maxMs: 400, trials },
    monotonic: () => now,
    random: () => 0.5,
    onOpen,
    onClose,
  });

beforeEach(() => {
  now = 0;
  onOpen.mockReset();
  onClose.mockReset();
  breaker = breakerWith(1);
});

const go = { kind: 'go', trial: false };
const trial = { kind: 'go', trial: true };

describe('closed', () => {
  test('everybody goes', () => {
    expect([breaker.admit(KEY), breaker.admit(KEY)]).toEqual([go, go]);
  });

  test('successes say nothing', () => {
    breaker.succeeded(KEY);
    expect(onClose).not.toHaveBeenCalled();
  });
});

describe('open', () => {
  beforeEach(() => breaker.failed(KEY, 'down', false));

  test('everybody waits for the end of the pause, spread over a fifth of it', () => {
    now = 30;
    expect(breaker.admit(KEY)).toEqual({ kind: 'wait', ms: 70 + 10, error: 'down' });
  });

  test('other keys are not concerned', () => {
    expect(breaker.admit('other')).toEqual(go);
  });

  test('calls that were under way change nothing and are not told again', () => {
    now = 50;
    breaker.failed(KEY, 'down too', false);
    expect(breaker.admit(KEY)).toMatchObject({ ms: 60, error: 'down' });
    expect(onOpen.mock.calls).toEqual([['down']]);
  });

  test('a call that was under way and succeeded lets everybody go', () => {
    now = 50;
    breaker.succeeded(KEY);
    expect(breaker.admit(KEY)).toEqual(go);
    expect(onClose.mock.calls).toEqual([[50]]);
  });

  test('after the pause one goes and the others wait for the next round', () => {
    now = 100;
    expect([breaker.admit(KEY), breaker.admit(KEY)]).toEqual([trial, { kind: 'wait', ms: 110, error: 'down' }]);
  });

  test('a trial that never reports back holds up nobody', () => {
    now = 100;
    breaker.admit(KEY);
    now = 200;
    expect(breaker.admit(KEY)).toEqual(trial);
  });

  test('each trial that fails doubles the pause, up to the longest', () => {
    const pauses = [];
    for (let round = 0; round < 4; round++) {
      const admission = breaker.admit(KEY);
      if (admission.kind === 'wait') now += admission.ms;
      breaker.admit(KEY);
      breaker.failed(KEY, `still down ${round}`, true);
      const started = now;
      const next = breaker.admit(KEY);
      if (next.kind === 'wait') pauses.push(Math.round(next.ms / 1.1));
      now = started + 500;
    }
    expect(pauses).toEqual([200, 400, 400, 400]);
    expect(breaker.errorOf(KEY)).toBe('still down 3');
  });

  test('a trial that succeeds lets everybody go, and says how long it took', () => {
    now = 150;
    breaker.admit(KEY);
    breaker.succeeded(KEY);
    expect([breaker.admit(KEY), breaker.admit(KEY)]).toEqual([go, go]);
    expect(onClose.mock.calls).toEqual([[150]]);
    expect(breaker.errorOf(KEY)).toBeUndefined();
  });

  test('the next outage is told again', () => {
    breaker.succeeded(KEY);
    breaker.failed(KEY, 'down again', false);
    expect(onOpen.mock.calls).toEqual([['down'], ['down again']]);
  });
});

test('several may try in a round, if the policy says so', () => {
  breaker = breakerWith(2);
  breaker.failed(KEY, 'down', false);
  now = 100;
  expect([breaker.admit(KEY), breaker.admit(KEY), breaker.admit(KEY)]).toMatchObject([trial, trial, { kind: 'wait' }]);
});

test('memory is bounded: the oldest of very many circuits is forgotten', () => {
  for (let i = 0; i <= 10_000; i++) breaker.failed(`table ${i}`, 'gone', false);
  expect(breaker.errorOf('table 0')).toBeUndefined();
  expect(breaker.errorOf('table 1')).toBe('gone');
});
