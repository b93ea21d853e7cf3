import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineSplitter } from '../../../../src/client/watch/lines.ts';

/** The bytes in pieces that end at the given places. */
function cutAt(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const cuts = [...new Set([0, ...places.map((place) => place % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  );
  return cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end));
}

const linesOf = (chunks: readonly Buffer[]): readonly string[] => {
  const splitter = new LineSplitter();
  return chunks.flatMap((chunk) => splitter.push(chunk));
};

describe('lines', () => {
  test('come out the same wherever the stream is cut, also within a character', () => {
    const line = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => JSON.stringify({ text }));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat()), (lines, places) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        expect(linesOf(cutAt(bytes, places))).toEqual(lines);
      }),
    );
  });

  test('come out the same byte by byte', () => {
    const bytes = Buffer.from('{"a":"ü🙂"}\n{"b":1}\n');
    expect(linesOf([...bytes].map((byte) => Buffer.from([byte])))).toEqual(['{"a":"ü🙂"}', '{"b":1}']);
  });

  test('that are empty, and half a line at the end, are dropped', () => {
    expect(linesOf([Buffer.from('\n\na\n\nb')])).toEqual(['a']);
  });

  test('of many megabytes cost time in proportion to their length', () => {
    const piece = Buffer.alloc(1 << 16, 'x');
    const splitter = new LineSplitter();
    for (let i = 0; i < 256; i++) expect(splitter.push(piece)).toEqual([]);
    expect(splitter.push(Buffer.from('\n'))[0]).toHaveLength(256 << 16);
  });

  test('that never end are refused before they fill the memory', () => {
    const piece = Buffer.alloc(1 << 24, 'x');
    const splitter = new LineSplitter();
    expect(() => {
      for (let i = 0; i < 8; i++) splitter.push(piece);
    }).toThrow('longer than 67108864 bytes');
  });
});
