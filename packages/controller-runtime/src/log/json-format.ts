import { fieldsOf, type LogRecord } from './record.ts';
import { safeJson } from './safe-json.ts';

/**
 * One JSON object per line under the names that controller-runtime's zap encoder uses: `level`, `ts`, `logger`, `msg`,
 * `error`, `stacktrace`, and the fields. A field that bears a taken name gets an underscore behind it: nothing is lost.
 */
export function formatJson(record: LogRecord): string {
  const line = new Map<string, unknown>([
    ['level', record.level],
    ['ts', record.ts],
  ]);
  if (record.logger !== '') line.set('logger', record.logger);
  line.set('msg', record.message);
  for (const [name, value] of fieldsOf(record)) line.set(freeName(line, name), value);
  return safeJson(line);
}

function freeName(line: ReadonlyMap<string, unknown>, name: string): string {
  return line.has(name) ? freeName(line, `${name}_`) : name;
}
