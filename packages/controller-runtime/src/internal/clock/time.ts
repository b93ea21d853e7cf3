/** Milliseconds since the epoch of an RFC 3339 or HTTP date; `undefined` if the text is neither. */
export function parseTime(text: string): number | undefined {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
