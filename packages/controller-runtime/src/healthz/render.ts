import type { CheckResult } from './check.ts';

export interface Rendered {
  readonly status: 200 | 500;
  readonly body: string;
}

export interface RenderOptions {
  /** Lists the checks also when all are well; it is done anyway when one failed. */
  readonly verbose: boolean;
  /** What was to be excluded but is no check. */
  readonly unknownExcluded: readonly string[];
}

/**
 * Kubernetes' own text form. Reasons are withheld here, since anybody can ask; the log has them, and the page of the
 * single check. Source: `healthz.writeStatusesAsText`.
 */
export function renderAll(results: readonly CheckResult[], { verbose, unknownExcluded }: RenderOptions): Rendered {
  const failed = results.some(({ state }) => state === 'failed');
  if (!failed && !verbose) return { status: 200, body: 'ok' };
  const lines = results.map(renderLine);
  if (unknownExcluded.length > 0) {
    const names = unknownExcluded.map((name) => JSON.stringify(name)).join(',');
    lines.push(`warn: some health checks cannot be excluded: no matches for ${names}`);
  }
  lines.push(failed ? 'healthz check failed' : 'healthz check passed');
  return { status: failed ? 500 : 200, body: `${lines.join('\n')}\n` };
}

export function renderOne({ state, error }: CheckResult): Rendered {
  if (state !== 'failed') return { status: 200, body: 'ok' };
  return { status: 500, body: `internal server error: ${error?.message ?? 'failed'}\n` };
}

function renderLine({ name, state }: CheckResult): string {
  switch (state) {
    case 'ok':
      return `[+]${name} ok`;
    case 'excluded':
      return `[+]${name} excluded: ok`;
    case 'failed':
      return `[-]${name} failed: reason withheld`;
  }
}
