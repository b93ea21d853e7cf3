import { Transform } from 'node:stream';
import { statusObject } from './rules.ts';

/** Makes a fresh editor for one watch. */
export type LineEditor = () => EditLine;

/** Takes a line of a watch (without its line feed) and its place, from 0; returns the lines to send instead. */
export type EditLine = (line: string, index: number) => readonly string[];

/** A line that a watch may carry. */
interface WatchEvent {
  readonly type: string;
  readonly object?: { readonly metadata?: { readonly name?: string } };
}

/** True for the lines that an edit is about. */
export type LinePattern = (event: WatchEvent, index: number) => boolean;

/** Lines that announce a change, not bookmarks. */
export const changes: LinePattern = ({ type }) => type !== 'BOOKMARK';

/** Never sends the lines that match. */
export const dropLines =
  (pattern: LinePattern): LineEditor =>
  () =>
  (line, index) =>
    matches(pattern, line, index) ? [] : [line];

/** Sends the lines that match twice. */
export const duplicateLines =
  (pattern: LinePattern): LineEditor =>
  () =>
  (line, index) =>
    matches(pattern, line, index) ? [line, line] : [line];

/** Sends the first line that matches after the one that follows it. */
export const reorderLines =
  (pattern: LinePattern): LineEditor =>
  () => {
    let state: 'waiting' | 'holding' | 'done' = 'waiting';
    let held = '';
    return (line, index) => {
      if (state === 'waiting' && matches(pattern, line, index)) {
        state = 'holding';
        held = line;
        return [];
      }
      if (state !== 'holding') return [line];
      state = 'done';
      return [line, held];
    };
  };

/** Sends `garbage` in place of each line that matches. */
export const corruptLines =
  (pattern: LinePattern, garbage = '{"type":"MODIFIED","object":{"met'): LineEditor =>
  () =>
  (line, index) =>
    matches(pattern, line, index) ? [garbage] : [line];

/** Sends an `ERROR` line with a `Status` of this code in place of each line that matches: 410 in the stream, for one. */
export const errorLines =
  (pattern: LinePattern, code: number, reason?: string): LineEditor =>
  () =>
  (line, index) =>
    matches(pattern, line, index) ? [JSON.stringify({ type: 'ERROR', object: statusObject(code, reason) })] : [line];

function matches(pattern: LinePattern, line: string, index: number): boolean {
  return pattern(JSON.parse(line) as WatchEvent, index);
}

/** A stream that passes a watch through an editor, line by line. A last line without its line feed passes unchanged. */
export function lineEditing(editor: LineEditor): Transform {
  const edit = editor();
  let rest = Buffer.alloc(0);
  let index = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      rest = Buffer.concat([rest, chunk]);
      try {
        for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a)) {
          const line = rest.toString('utf8', 0, end);
          rest = rest.subarray(end + 1);
          for (const edited of edit(line, index)) this.push(`${edited}\n`);
          index += 1;
        }
        done();
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
    flush(done) {
      done(null, rest);
    },
  });
}

/** A stream that passes `lines` lines and then swallows everything, without ever ending. */
export function stalling(lines: number): Transform {
  let left = lines;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let end = 0;
      for (; left > 0; left -= 1) {
        const feed = chunk.indexOf(0x0a, end);
        if (feed < 0) break;
        end = feed + 1;
      }
      this.push(left > 0 ? chunk : chunk.subarray(0, end));
      done();
    },
    flush() {
      // Never done: the end of the server's stream is swallowed like the rest.
    },
  });
}
