import { expect, test } from 'vitest';
import { formatElapsed, progressReporter } from '../../../src/binaries/progress.ts';

function recorded(stream: { isTTY?: boolean; columns?: number }) {
  let text = '';
  let now = 0;
  const report = progressReporter({ ...stream, write: (more) => (text += more) }, () => now);
  return { report, text: () => text, advance: (ms: number) => (now += ms) };
}

test('in a terminal one line changes, cut to its width', () => {
  const { report, text } = recorded({ isTTY: true, columns: 12 });
  report('step one', 'begin');
  report('step one: 999 packages', 'update');
  report('step two', 'begin');
  report.done();
  expect(text()).toBe('\rstep one\x1b[K\rstep one: 9\x1b[K\n\rstep two\x1b[K\n');
});

test('in a pipe a step is one line, and numbers follow every 15 seconds', () => {
  const { report, text, advance } = recorded({});
  report('step one', 'begin');
  advance(14_999);
  report('step one: 1', 'update');
  advance(1);
  report('step one: 2', 'update');
  advance(1_000);
  report('step one: 3', 'update');
  report('step two', 'begin');
  report.done();
  expect(text()).toBe('step one\nstep one: 2\nstep two\n');
});

test('done twice ends one line only', () => {
  const { report, text } = recorded({ isTTY: true });
  report('step', 'begin');
  report.done();
  report.done();
  expect(text()).toBe('\rstep\x1b[K\n');
});

test.each([
  [999, '0s'],
  [59_999, '59s'],
  [60_000, '1m 00s'],
  [3_672_000, '61m 12s'],
])('%d ms is %s', (ms, want) => {
  expect(formatElapsed(ms)).toBe(want);
});
