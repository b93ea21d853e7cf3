import { expect, test } from 'vitest';
import { readChange } from '../../../../postgres/changes/change-feed.ts';

const students = { schema: 'public', table: 'students' };

test.each([
  { said: '{"schema":"public","table":"students","keys":["a","b"]}', place: students, keys: ['a', 'b'] },
  { said: '{"schema":"public","table":"students"}', place: students, keys: undefined },
  { said: '{"schema":"public","table":"students","keys":[1]}', place: students, keys: undefined },
  { said: '{"schema":1}', place: { schema: '', table: '' }, keys: undefined },
  { said: 'null', place: { schema: '', table: '' }, keys: undefined },
  { said: 'hello', place: { schema: '', table: '' }, keys: undefined },
])('reads $said', ({ said, place, keys }) => {
  expect(readChange(said)).toEqual({ place, keys });
});
