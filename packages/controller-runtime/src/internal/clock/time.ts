/** Milliseconds since the epoch of an RFC 3339 or HTTP date; `undefined` if the text is neither. */
export function parseTime(text: string): number | undefined {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

/** RFC 3339 in UTC in whole seconds, such as `2026-11-24T10:32:00Z`: the form of `metav1.Time`, as in conditions. */
export const toRfc3339Seconds = (epochMs: number): string => `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
