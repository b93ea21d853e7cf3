import { createLogger } from '@kubewright/controller-runtime/log';
import { FakeClock } from '@kubewright/controller-runtime/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ChangeNotifier } from '../../../controller/change-notifier.ts';
import type { ChangeListener, RowChanges } from '../../../controller/row-store.ts';

const silence = vi.fn<RowChanges['silence']>();
const drift = { onChange: vi.fn(), suspectAll: vi.fn() };
let told: ChangeListener | undefined;
let clock: FakeClock;
let stop: AbortController;
let lines: string[];
let running: Promise<void>;

async function start(listens: boolean): Promise<void> {
  const log = createLogger({ format: 'json', sink: { write: (line) => void lines.push(line) } });
  const listen = async (listener: ChangeListener): Promise<void> => {
    told = listener;
    await new Promise((resolve) => listener.signal.addEventListener('abort', resolve));
  };
  running = new ChangeNotifier({ changes: { listen, silence }, drift, listens, clock, log }).start(stop.signal);
  await clock.advance(0);
}

beforeEach(() => {
  clock = new FakeClock();
  stop = new AbortController();
  lines = [];
  told = undefined;
  vi.clearAllMocks();
  silence.mockReset().mockResolvedValue(false);
});
afterEach(async () => {
  stop.abort();
  await running;
  expect(clock.pending).toBe(0);
});

test('hands on what it hears, and has all rows compared after a gap', async () => {
  await start(true);
  const change = { place: { schema: 'public', table: 'students' }, keys: ['default/ann'] };
  told?.onChange(change);
  expect(drift.onChange).toHaveBeenCalledExactlyOnceWith(change);
  told?.onGap();
  expect(drift.suspectAll).toHaveBeenCalledOnce();
  expect(silence).not.toHaveBeenCalled();
});

test('tells of an outage once, and of the next one again', async () => {
  await start(true);
  const lost = (): number => lines.filter((line) => line.includes('not heard of')).length;
  for (let i = 0; i < 3; i++) told?.onLost?.(new Error('gone'));
  expect(lost()).toBe(1);
  told?.onGap();
  told?.onLost?.(new Error('gone'));
  expect(lost()).toBe(2);
});

test('names the table whose changes it cannot hear of', async () => {
  await start(true);
  told?.onDeaf?.({ schema: 'public', table: 'students' });
  expect(lines.join('')).toMatch(/"schema":"public".*"table":"students"/);
});

test('takes triggers away when it is not to listen, as soon as the database lets it', async () => {
  silence.mockRejectedValueOnce(new Error('away')).mockResolvedValueOnce(true);
  await start(false);
  expect(silence).toHaveBeenCalledTimes(1);
  await clock.advance(60_000);
  expect(silence).toHaveBeenCalledTimes(2);
  expect(lines.join('')).toContain('removed');
  expect(told).toBeUndefined();
});

test('takes no triggers away when it is told to stop before it starts', async () => {
  stop.abort();
  await start(false);
  await running;
  expect(silence).not.toHaveBeenCalled();
});
