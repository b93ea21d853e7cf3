import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { GENERATORS } from '../../src/generators/registry.ts';

const PAIRS = join(import.meta.dirname, '../reference/pairs');

/** Markers that the original knows, and that have no counterpart in its manifests. */
const OWN_OUTPUT: ReadonlySet<string> = new Set(['object', 'applyconfiguration']);
/** What is written in Go as `json:"-"`. */
const TYPESCRIPT_ONLY: ReadonlySet<string> = new Set(['kubebuilder:skip']);

test('every marker is in a pair that is compared with the original', () => {
  const text = readdirSync(PAIRS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name.endsWith('.go'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
  const used = new Set(Array.from(text.matchAll(/^\s*\/\/ \+([\w:.-]+)/gm), ([, name]) => name ?? ''));
  const isUsed = (name: string): boolean => [...used].some((each) => each === name || each.startsWith(`${name}:`));
  const markers = GENERATORS.filter(({ name }) => !OWN_OUTPUT.has(name)).flatMap((generator) => generator.markers);
  const missing = markers.filter(({ name }) => !TYPESCRIPT_ONLY.has(name) && !isUsed(name)).map(({ name }) => name);
  expect(missing).toEqual([]);
  expect(markers.length).toBeGreaterThan(100);
});
