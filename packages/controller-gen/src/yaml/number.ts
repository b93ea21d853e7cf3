/** Beyond these, Go's JSON encoder uses an exponent. Source: `encoding/json` floatEncoder. */
const JSON_EXPONENT_FROM = 1e21;
const JSON_EXPONENT_BELOW = 1e-6;
const MAX_UINT64 = 2n ** 64n - 1n;
const MIN_INT64 = -(2n ** 63n);

/**
 * Writes a number as the original does: through JSON, where a whole number has no decimals, and then as YAML 1.1, where
 * what is no integer of 64 bits becomes a float in the shortest notation.
 *
 * Source: `sigs.k8s.io/yaml` JSONToYAML.
 */
export function formatNumber(value: number | bigint): string {
  if (typeof value === 'bigint') return value.toString();
  if (!Number.isFinite(value)) throw new RangeError(`a manifest cannot hold ${value}`);
  const magnitude = Math.abs(value);
  const exponent = magnitude !== 0 && (magnitude < JSON_EXPONENT_BELOW || magnitude >= JSON_EXPONENT_FROM);
  if (!exponent && Number.isInteger(value)) {
    // The shortest digits that give this number back, zeros after them: not the exact value beyond 2⁵³.
    const digits = String(value);
    if (BigInt(digits) >= MIN_INT64 && BigInt(digits) <= MAX_UINT64) return digits;
  }
  return formatShortest(value);
}

/** Go's shortest notation turns to an exponent here. Source: `strconv` %g with precision -1. */
const SHORTEST_EXPONENT_FROM = 6;
const SHORTEST_EXPONENT_BELOW = -4;

/** Go's `strconv.FormatFloat(value, 'g', -1, 64)`; an exponent has at least two digits. */
function formatShortest(value: number): string {
  const [mantissa = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < SHORTEST_EXPONENT_BELOW || exponent >= SHORTEST_EXPONENT_FROM) {
    const digits = String(Math.abs(exponent)).padStart(2, '0');
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`;
  }
  return plainDecimal(mantissa, exponent);
}

/** The digits of `mantissa` with the point moved by `exponent`, without an exponent. */
function plainDecimal(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace('-', '').replace('.', '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  return fraction === '' ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
}
