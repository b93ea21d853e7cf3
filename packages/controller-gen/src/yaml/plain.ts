/** Words that are read as booleans, null, or numbers. Source: `go.yaml.in/yaml/v3` resolve.go. */
const RESERVED: ReadonlySet<string> = new Set(
  [
    ['true', 'True', 'TRUE', 'false', 'False', 'FALSE'],
    ['', '~', 'null', 'Null', 'NULL', '.nan', '.NaN', '.NAN'],
    ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF', '-.inf', '-.Inf', '-.INF'],
  ].flat(),
);
/** Words that YAML 1.1 alone reads as booleans. Source: `go.yaml.in/yaml/v2` resolve.go. */
const OLD_BOOLEANS: ReadonlySet<string> = new Set(
  [
    ['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'],
    ['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'],
  ].flat(),
);
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
/** What Go's ParseFloat takes after a leading point: digits, perhaps separated, and an exponent. */
const POINT_FLOAT = /^\.[0-9]+(_[0-9]+)*([eE][-+]?[0-9]+(_[0-9]+)*)?$/;
const INTEGER = /^[-+]?(0|[1-9][0-9]*|0[0-7]+|0[oO][0-7]+|0[xX][0-9a-fA-F]+|0[bB][01]+)$/;
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const DATE = /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})$/;
const DATE_TIME =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2})| +([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?)$/;

/** Which of Go's encoders writes: v2 minds all words of YAML 1.1; v3 neither its booleans nor its numbers to base 60. */
export type GoYaml = 'v2' | 'v3';

/** Whether a reader takes the bare text for something else than a string, so that it has to be quoted. */
export function resolvesToNonString(text: string, encoder: GoYaml): boolean {
  if (RESERVED.has(text)) return true;
  if (encoder === 'v2' && (OLD_BOOLEANS.has(text) || BASE_60.test(text))) return true;
  const first = text.charAt(0);
  if (first === '.') return POINT_FLOAT.test(text) && fitsFloat64(text);
  if (!/^[-+0-9]/.test(first)) return false;
  const digits = text.replaceAll('_', '');
  return INTEGER.test(digits) || (FLOAT.test(digits) && fitsFloat64(digits)) || isTimestamp(text);
}

/** Go's ParseFloat refuses what is too large for a float, so that `1e309` is a word. */
function fitsFloat64(text: string): boolean {
  return Number.isFinite(Number(text.replaceAll('_', '')));
}

/** Source: `parseTimestamp` of resolve.go: a date, or a date and a time, that exist. */
function isTimestamp(text: string): boolean {
  const match = DATE.exec(text) ?? DATE_TIME.exec(text);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0] = match.slice(1, 4).map(Number);
  // The hour is in one of two places, by the separator before it.
  const [hour = 0, minute = 0, second = 0] = match.slice(4).filter(Boolean).map(Number);
  const daysInMonth = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth && hour < 24 && minute < 60 && second < 60;
}
