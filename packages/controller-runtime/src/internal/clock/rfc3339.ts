/** RFC 3339 in UTC with milliseconds, such as `2026-11-24T10:32:00.123Z`: the form of log lines. */
export function toRfc3339Millis(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** RFC 3339 in UTC with six digits: the form of `metav1.MicroTime`, which leases and events carry. */
export function toRfc3339Micros(epochMs: number): string {
  const micros = Math.round(epochMs * 1000);
  const seconds = Math.floor(micros / 1_000_000);
  const rest = micros - seconds * 1_000_000;
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(rest).padStart(6, '0')}Z`;
}
