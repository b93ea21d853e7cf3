import { codePoints } from './code-points.ts';
import { compareKeys } from './key-order.ts';
import { formatNumber } from './number.ts';
import { Writer, writeScalar } from './scalar.ts';
import { isBreak } from './scalar-style.ts';
import { isSequence, type YamlMapping, type YamlValue } from './value.ts';

const STEP = 2;
/** Longer keys, and those with a line break, need the `? key` form. Source: `yaml_emitter_check_simple_key`. */
const MAX_SIMPLE_KEY_BYTES = 128;
const isSimpleKey = (key: string): boolean =>
  Buffer.byteLength(key) <= MAX_SIMPLE_KEY_BYTES && !codePoints(key).some(isBreak);

/**
 * Writes one object as a YAML document, with the bytes that `sigs.k8s.io/yaml` writes: keys sorted, two spaces, lists not
 * indented below their key, long text folded at 80 columns, text with line breaks as a block.
 */
export function encodeYaml(mapping: YamlMapping): string {
  const writer = new Writer();
  const entries = entriesOf(mapping);
  if (entries.length === 0) return '{}\n';
  writeMapping(writer, entries, 0);
  return `${writer.toString()}\n`;
}

type Entry = readonly [key: string, value: YamlValue];

function entriesOf(mapping: YamlMapping): readonly Entry[] {
  return Object.entries(mapping)
    .filter((entry): entry is [string, YamlValue] => entry[1] !== undefined)
    .sort(([a], [b]) => compareKeys(a, b));
}

/** The cursor is where the first key belongs. */
function writeMapping(writer: Writer, entries: readonly Entry[], indent: number): void {
  for (const [i, [key, value]] of entries.entries()) {
    if (i > 0) writer.newLine(indent);
    if (isSimpleKey(key)) {
      writeScalar(writer, key, indent + STEP, true);
      writer.put(':');
      writeMember(writer, value, indent);
    } else {
      writer.put('? ');
      writeScalar(writer, key, indent + STEP);
      writer.newLine(indent);
      writer.put(': ');
      writeItem(writer, value, indent + STEP);
    }
  }
}

/** What stands after `key:`. A list starts at the key's own column. */
function writeMember(writer: Writer, value: YamlValue, indent: number): void {
  if (typeof value !== 'object' || value === null) {
    writer.put(' ');
    writeAtom(writer, value, indent + STEP);
  } else if (isSequence(value)) {
    if (value.length === 0) writer.put(' []');
    else {
      writer.newLine(indent);
      writeSequence(writer, value, indent);
    }
  } else {
    const entries = entriesOf(value);
    if (entries.length === 0) writer.put(' {}');
    else {
      writer.newLine(indent + STEP);
      writeMapping(writer, entries, indent + STEP);
    }
  }
}

function writeSequence(writer: Writer, items: readonly YamlValue[], indent: number): void {
  for (const [i, item] of items.entries()) {
    if (i > 0) writer.newLine(indent);
    writer.put('- ');
    writeItem(writer, item, indent + STEP);
  }
}

/** What stands after `- `, or after the `: ` that follows a long key. */
function writeItem(writer: Writer, item: YamlValue, indent: number): void {
  if (typeof item !== 'object' || item === null) writeAtom(writer, item, indent);
  else if (isSequence(item)) {
    if (item.length === 0) writer.put('[]');
    else writeSequence(writer, item, indent);
  } else {
    const entries = entriesOf(item);
    if (entries.length === 0) writer.put('{}');
    else writeMapping(writer, entries, indent);
  }
}

function writeAtom(writer: Writer, atom: null | boolean | number | bigint | string, indent: number): void {
  if (typeof atom === 'string') writeScalar(writer, atom, indent);
  else if (typeof atom === 'number' || typeof atom === 'bigint') writer.put(formatNumber(atom));
  else writer.put(String(atom));
}
