import type { Logger } from '../log/index.ts';

/** Enough for every deprecated API and unknown field of an operator; a bound, since the texts come from outside. */
const MAX_REMEMBERED = 1_000;

/** `299 - "text"`, several joined by commas (RFC 7234 section 5.5). */
const WARNING = /299 \S+ "((?:[^"\\]|\\.)*)"/g;

export function parseWarnings(header: string | readonly string[]): readonly string[] {
  const text = typeof header === 'string' ? header : header.join(', ');
  return [...text.matchAll(WARNING)].map(([, quoted = '']) => quoted.replaceAll(/\\(.)/g, '$1'));
}

/** Logs each warning of the server (a deprecated API, an unknown field) once. Source: `rest.WarningHandler`, deduplicated as in kubectl. */
export function createWarningLog(log: Logger | undefined): (header: string | readonly string[]) => void {
  const seen = new Set<string>();
  return (header) => {
    for (const warning of parseWarnings(header)) {
      if (seen.has(warning) || seen.size >= MAX_REMEMBERED) continue;
      seen.add(warning);
      log?.warn('the API server warns', { warning });
    }
  };
}
