/** A line of the operator's log: JSON with the names that controller-runtime's zap encoder uses. */
export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly logger?: string;
  readonly error?: string;
  readonly [field: string]: unknown;
}

/** Collects what a process writes, and reads the lines that are JSON objects. */
export class LogCollector {
  #output = '';
  #rest = '';
  readonly #lines: LogLine[] = [];
  readonly #plain: string[] = [];

  push(text: string): void {
    this.#output += text;
    const parts = (this.#rest + text).split('\n');
    this.#rest = parts.pop() ?? '';
    for (const part of parts) {
      const line = parseLine(part);
      if (line === undefined) this.#plain.push(part);
      else this.#lines.push(line);
    }
  }

  /** Everything, as it came. */
  get output(): string {
    return this.#output;
  }

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** Whole lines that are no JSON object: nothing but a crash or a message before the logger was there. */
  get plain(): readonly string[] {
    return this.#plain;
  }
}

function parseLine(text: string): LogLine | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'msg' in value ? (value as LogLine) : undefined;
  } catch {
    return undefined;
  }
}
