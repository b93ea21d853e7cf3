/** Builders of PostgreSQL wire messages. */

export function cString(text: string): Buffer {
  return Buffer.from(`${text}\0`, 'utf8');
}

/** A typed message. */
export function message(type: string, ...body: readonly Buffer[]): Buffer {
  const rest = Buffer.concat(body);
  const head = Buffer.alloc(5);
  head.write(type, 'latin1');
  head.writeUInt32BE(rest.length + 4, 1);
  return Buffer.concat([head, rest]);
}

/** A packet without a type byte, such as a start-up packet. */
export function untyped(code: number, ...body: readonly Buffer[]): Buffer {
  const rest = Buffer.concat(body);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(rest.length + 8, 0);
  head.writeUInt32BE(code, 4);
  return Buffer.concat([head, rest]);
}
