/**
 * As much of DER (ITU-T X.690) as a certificate needs. Nothing is read here: Node's `X509Certificate` does that.
 */
export type Der = Buffer;

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

function tagged(tag: number, content: Uint8Array): Der {
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
}

/** Short form below 128; otherwise the number of bytes, then the length in them. */
function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const bytes = Buffer.from(evenHex(length.toString(16)), 'hex');
  return Buffer.concat([Buffer.of(0x80 | bytes.length), bytes]);
}

const evenHex = (hex: string): string => (hex.length % 2 === 0 ? hex : `0${hex}`);

export const sequence = (...parts: readonly Der[]): Der => tagged(TAG.sequence, Buffer.concat(parts));
export const set = (...parts: readonly Der[]): Der => tagged(TAG.set, Buffer.concat(parts));
export const octetString = (content: Uint8Array): Der => tagged(TAG.octetString, content);
export const utf8String = (text: string): Der => tagged(TAG.utf8String, Buffer.from(text, 'utf8'));
export const booleanTrue: Der = tagged(TAG.boolean, Buffer.of(0xff));

/** Not negative: the first bit is the sign, so that a byte of zeros may have to go before. */
export function unsignedInteger(bytes: Uint8Array): Der {
  const first = bytes.findIndex((byte) => byte !== 0);
  const significant = first < 0 ? Buffer.of(0) : bytes.subarray(first);
  const needsZero = ((significant[0] ?? 0) & 0x80) !== 0;
  return tagged(TAG.integer, needsZero ? Buffer.concat([Buffer.of(0), significant]) : significant);
}

/** @param unusedBits How many bits of the last byte do not count. */
export const bitString = (content: Uint8Array, unusedBits = 0): Der =>
  tagged(TAG.bitString, Buffer.concat([Buffer.of(unusedBits), content]));

/** From its dotted form. */
export function oid(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(TAG.oid, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** Seven bits a byte, all but the last with the first bit set. */
function base128(value: number): readonly number[] {
  const bytes = [value & 0x7f];
  for (let rest = Math.floor(value / 0x80); rest > 0; rest = Math.floor(rest / 0x80))
    bytes.unshift(0x80 | (rest & 0x7f));
  return bytes;
}

/** In UTC, whole seconds. RFC 5280: with two digits for the year until 2049, with four after that. */
export function time(rfc3339: string): Der {
  const digits = `${rfc3339.replaceAll(/[-:T]/g, '').slice(0, 14)}Z`;
  return digits < '2050'
    ? tagged(TAG.utcTime, Buffer.from(digits.slice(2)))
    : tagged(TAG.generalizedTime, Buffer.from(digits));
}

/** `[n]` around what keeps its own tag. */
export const explicit = (number: number, content: Der): Der => tagged(0xa0 | number, content);
/** `[n]` in the place of a primitive's own tag. */
export const implicit = (number: number, content: Uint8Array): Der => tagged(0x80 | number, content);
