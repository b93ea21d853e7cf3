import { expect, test } from 'vitest';
import { createWarningLog, parseWarnings } from '../../../src/client/warnings.ts';
import type { Logger } from '../../../src/log/index.ts';

test.each([
  { header: '299 - "v1 Foo is deprecated"', want: ['v1 Foo is deprecated'] },
  { header: '299 - "a, b", 299 - "c"', want: ['a, b', 'c'] },
  { header: ['299 - "a"', '299 - "b"'], want: ['a', 'b'] },
  { header: String.raw`299 - "unknown field \"spec.x\""`, want: ['unknown field "spec.x"'] },
  { header: '110 - "stale"', want: [] },
  { header: '299 - "cut', want: [] },
])('$header warns of $want', ({ header, want }) => {
  expect(parseWarnings(header)).toEqual(want);
});

test('a warning is logged once, however often it comes', () => {
  const logged: unknown[] = [];
  const log = { warn: (_message: string, fields: unknown) => logged.push(fields) } as unknown as Logger;
  const warn = createWarningLog(log);
  for (let i = 0; i < 3; i++) warn('299 - "a"');
  warn('299 - "b"');
  expect(logged).toEqual([{ warning: 'a' }, { warning: 'b' }]);
});
