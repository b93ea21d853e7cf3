/** Lines of context around a change. */
const CONTEXT = 3;
/** Beyond this many comparisons, the whole stretch counts as changed. */
const MAX_CELLS = 25_000_000;

type Edit = readonly [sign: ' ' | '-' | '+', line: string];

/** What turns `before` into `after`, as unified diff; empty if they are equal. */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return '';
  const edits = editsBetween(linesOf(before), linesOf(after));
  return [`--- ${name}`, `+++ ${name} (generated)`, ...hunks(edits)].join('\n');
}

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

function editsBetween(a: readonly string[], b: readonly string[]): readonly Edit[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const same = (lines: readonly string[]): readonly Edit[] => lines.map((line) => [' ', line]);
  return [
    ...same(a.slice(0, start)),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...same(a.slice(a.length - end)),
  ];
}

/** By the longest common subsequence. */
function middle(a: readonly string[], b: readonly string[]): readonly Edit[] {
  if (a.length * b.length > MAX_CELLS) {
    return [...a.map((line): Edit => ['-', line]), ...b.map((line): Edit => ['+', line])];
  }
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const edits: Edit[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      edits.push([' ', a[i++] ?? '']);
      j++;
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1))) edits.push(['-', a[i++] ?? '']);
    else edits.push(['+', b[j++] ?? '']);
  }
  return edits;
}

function hunks(edits: readonly Edit[]): readonly string[] {
  const result: string[] = [];
  let before = 1;
  let after = 1;
  let from = 0;
  while (from < edits.length) {
    const first = edits.findIndex(([sign], i) => i >= from && sign !== ' ');
    if (first === -1) break;
    const start = Math.max(from, first - CONTEXT);
    const end = hunkEnd(edits, first);
    const skipped = start - from;
    const hunk = edits.slice(start, end);
    const removed = hunk.filter(([sign]) => sign !== '+').length;
    const added = hunk.filter(([sign]) => sign !== '-').length;
    before += skipped;
    after += skipped;
    result.push(`@@ -${before},${removed} +${after},${added} @@`, ...hunk.map(([sign, line]) => sign + line));
    before += removed;
    after += added;
    from = end;
  }
  return result;
}

/** A hunk goes on as long as the next change is near. */
function hunkEnd(edits: readonly Edit[], first: number): number {
  let last = first;
  for (let i = first; i < edits.length && i <= last + 2 * CONTEXT; i++) if (edits[i]?.[0] !== ' ') last = i;
  return Math.min(edits.length, last + 1 + CONTEXT);
}
