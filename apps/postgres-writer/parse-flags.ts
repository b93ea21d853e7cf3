import { FLAGS, type Flag, type FlagName, type FlagValues } from './flags.ts';

/** Something that is missing or wrong, and the accepted form. Never a value that may be secret. */
export interface Problem {
  /** The flag or variable. */
  readonly where: string;
  readonly what: string;
}

export interface ParsedFlags {
  readonly values: FlagValues;
  readonly problems: readonly Problem[];
  /** `--help` or `--version` was given: nothing else matters. */
  readonly ask: 'help' | 'version' | undefined;
}

/**
 * Reads `--flag value`, `--flag=value` and, for switches, `--flag` alone; the last of several wins, and one dash does
 * as well as two. Source: Go's `flag` package, which kubebuilder's operators use.
 */
export function parseFlags(argv: readonly string[]): ParsedFlags {
  const values: Record<string, unknown> = {};
  for (const [name, { fallback }] of Object.entries(FLAGS)) values[name] = fallback;
  const problems: Problem[] = [];
  let ask: ParsedFlags['ask'];
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i] ?? '';
    const [, name = '', inline] = /^--?([a-z][a-z-]*)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name === 'help' || name === 'h') ask = 'help';
    else if (name === 'version') ask ??= 'version';
    else if (isFlagName(name)) {
      const spec: Flag<unknown> = FLAGS[name];
      const text = inline ?? (spec.value === '' ? 'true' : argv[++i]);
      const value = text === undefined ? undefined : spec.parse(text);
      if (value === undefined) problems.push({ where: `--${name}`, what: wrong(spec.form, text) });
      else values[name] = value;
    } else problems.push({ where: arg.split('=', 1).join(''), what: 'is no flag of this program' });
  }
  return { values: values as FlagValues, problems: [...problems, ...contradictions(values as FlagValues)], ask };
}

/** What is fine by itself and makes no sense together. */
function contradictions(flags: FlagValues): readonly Problem[] {
  if (flags['metrics-cert-path'] === undefined || flags['metrics-secure'] !== false) return [];
  return [{ where: '--metrics-cert-path', what: 'needs TLS, which --metrics-secure=false turns off' }];
}

const wrong = (form: string, text: string | undefined): string =>
  text === undefined ? `needs a value: ${form}` : `must be ${form}; it is ${JSON.stringify(text)}`;

const isFlagName = (name: string): name is FlagName => Object.hasOwn(FLAGS, name);

/** What `--help` prints of the flags. */
export function flagUsage(): string {
  const rows = Object.entries<Flag<unknown>>(FLAGS).map(([name, { value, help, shown }]) => ({
    left: value === '' ? `--${name}` : `--${name} ${value}`,
    right: `${help} (${shown})`,
  }));
  rows.push({ left: '--help', right: 'Print this.' }, { left: '--version', right: 'Print the version.' });
  const width = Math.max(...rows.map(({ left }) => left.length));
  return rows.map(({ left, right }) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
