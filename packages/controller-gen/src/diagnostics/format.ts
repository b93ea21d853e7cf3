import { relative } from 'node:path';
import type { Diagnostic, SourceLocation } from './diagnostic.ts';

/** A place as people write it: line and column count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export function positionOf({ source, start }: SourceLocation): Position {
  const before = source.text.slice(0, start);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: start - lineStart + 1 };
}

/**
 * `file:line:column: error: message`, then the source line with a caret under the place. Paths are relative to `cwd`,
 * so that a terminal or an editor can open them.
 */
export function formatDiagnostic({ message, location }: Diagnostic, cwd: string): string {
  if (location === undefined) return `error: ${message}`;
  const { line, column } = positionOf(location);
  const path = relative(cwd, location.source.fileName) || location.source.fileName;
  return [`${path}:${line}:${column}: error: ${message}`, ...excerpt(location, line, column)].join('\n');
}

function excerpt({ source, start, end }: SourceLocation, line: number, column: number): readonly string[] {
  const text = (source.text.split('\n')[line - 1] ?? '').trimEnd();
  const number = String(line);
  const width = Math.max(1, Math.min(end - start, text.length - column + 1));
  // Tabs stay tabs, so that the caret is below its character whatever the tab width.
  const indent = text.slice(0, column - 1).replaceAll(/[^\t]/g, ' ');
  const gutter = ' '.repeat(number.length);
  return [`  ${number} | ${text}`, `  ${gutter} | ${indent}^${'~'.repeat(width - 1)}`];
}
