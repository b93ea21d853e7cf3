/** A line of a JSDoc block, without the white space, the `*` and the one space that lead it. */
export interface JsDocLine {
  readonly text: string;
  /** Offset of the text's first character in the file. */
  readonly start: number;
}

/** A `+marker` as it stands in a file. */
export interface RawMarker {
  /** Without the `+`, and without white space around it. */
  readonly text: string;
  /** Offset of the `+`. */
  readonly start: number;
  readonly end: number;
}

/** `@tag text`, a standard way to say what some markers say. */
export interface JsDocTag {
  readonly name: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A block between slash-star-star and star-slash. */
export interface JsDocBlock {
  readonly start: number;
  readonly end: number;
  /** Lines of text: neither markers nor tags nor what belongs to a tag. */
  readonly lines: readonly string[];
  readonly markers: readonly RawMarker[];
  readonly tags: readonly JsDocTag[];
}

/** Takes a block apart. `start` is where its slash stands in the file's text, `end` is behind the closing slash. */
export function parseJsDoc(fileText: string, start: number, end: number): JsDocBlock {
  const lines: string[] = [];
  const markers: RawMarker[] = [];
  const tags: JsDocTag[] = [];
  for (const line of linesOf(fileText, start + '/**'.length, end - '*/'.length)) {
    const trimmed = line.text.trim();
    const offset = line.start + line.text.indexOf(trimmed);
    if (trimmed.startsWith('+')) {
      markers.push({ text: trimmed.slice(1).trim(), start: offset, end: offset + trimmed.length });
    } else if (isTag(trimmed)) {
      tags.push(readTag(trimmed, offset));
    } else if (tags.length === 0) {
      lines.push(line.text);
    } else appendToTag(tags, trimmed, offset);
  }
  return { start, end, lines, markers, tags };
}

function linesOf(fileText: string, start: number, end: number): readonly JsDocLine[] {
  const result: JsDocLine[] = [];
  let offset = start;
  for (const [i, raw] of fileText.slice(start, end).split('\n').entries()) {
    // What stands on the line of the opening has no star of its own.
    const lead = (i === 0 ? /^[ \t]?/ : /^[ \t]*(?:\* ?)?/).exec(raw)?.[0].length ?? 0;
    result.push({ text: raw.slice(lead).trimEnd(), start: offset + lead });
    offset += raw.length + 1;
  }
  return result;
}

const TAG = /^@([A-Za-z][\w-]*)\s*(.*)$/;
const isTag = (text: string): boolean => TAG.test(text);

function readTag(text: string, start: number): JsDocTag {
  const [, name = '', rest = ''] = TAG.exec(text) ?? [];
  return { name, text: rest, start, end: start + text.length };
}

function appendToTag(tags: JsDocTag[], text: string, offset: number): void {
  const last = tags.at(-1);
  if (last === undefined || text === '') return;
  tags[tags.length - 1] = { ...last, text: `${last.text}\n${text}`.trim(), end: offset + text.length };
}
