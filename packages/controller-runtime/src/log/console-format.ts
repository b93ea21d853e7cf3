import type { LogLevel } from './level.ts';
import { fieldsOf, type LogRecord } from './record.ts';
import { safeJson } from './safe-json.ts';

const DIM = '2';
const CYAN = '36';
const COLOUR_OF: Readonly<Record<LogLevel, string>> = { debug: '35', info: '32', warn: '33', error: '31' };

/** What may stand without quotes: no white space, quotes or control characters, which could forge a line. */
const BARE = /^[\p{L}\p{N}\p{P}\p{S}]+$/u;
const QUOTES = /["'`=\\]/;

/** A line for people: time, level, logger, message, then `name=value`; a stack follows on lines of its own. */
export function formatConsole(record: LogRecord, { colours }: { readonly colours: boolean }): string {
  const paint = (code: string, text: string): string => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  const parts = [paint(DIM, record.ts), paint(COLOUR_OF[record.level], record.level.toUpperCase().padEnd(5))];
  if (record.logger !== '') parts.push(paint(CYAN, record.logger));
  parts.push(singleLine(record.message));
  let stack = '';
  for (const [name, value] of fieldsOf(record)) {
    if (name === 'stacktrace' && typeof value === 'string') stack = indent(value);
    else parts.push(`${paint(DIM, `${name}=`)}${valueText(value)}`);
  }
  return stack === '' ? parts.join(' ') : `${parts.join(' ')}\n${paint(DIM, stack)}`;
}

function valueText(value: unknown): string {
  if (typeof value !== 'string') return safeJson(value);
  return BARE.test(value) && !QUOTES.test(value) ? value : JSON.stringify(value);
}

/** Control characters are shown, not obeyed. */
function singleLine(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}
