/** What the API server's own versions look like: a decimal number without leading zeros (KEP-5504). */
const WELL_FORMED = /^[1-9][0-9]*$/;

/**
 * Orders two resourceVersions of one resource: negative when `a` is older, 0 when equal, positive when `a` is newer.
 * `undefined` when they cannot be compared, since an aggregated API server may use another form. Never throws.
 * Source: `resourceversion.CompareResourceVersion` (KEP-5504).
 */
export function compareResourceVersions(a: string | undefined, b: string | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (!WELL_FORMED.test(a) || !WELL_FORMED.test(b)) return undefined;
  // Without leading zeros the longer one is the larger one, and equal lengths compare as text: any size, no BigInt made.
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Whether `a` is known to be older than `b`: false also where the two cannot be compared. */
export function isOlderResourceVersion(a: string | undefined, b: string | undefined): boolean {
  const order = compareResourceVersions(a, b);
  return order !== undefined && order < 0;
}
