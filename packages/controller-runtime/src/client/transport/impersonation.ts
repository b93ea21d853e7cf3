import type { ImpersonateConfig } from '../config/index.ts';

/** The headers that ask the server to act as somebody else. Source: `transport.impersonatingRoundTripper`. */
export function impersonationHeaders(
  config: ImpersonateConfig | undefined,
): Readonly<Record<string, string | string[]>> {
  if (config === undefined) return {};
  const { user, uid, groups, extra } = config;
  return {
    'impersonate-user': user,
    ...(uid !== undefined && { 'impersonate-uid': uid }),
    ...(groups.length > 0 && { 'impersonate-group': [...groups] }),
    ...Object.fromEntries(
      Object.entries(extra).map(([key, values]) => [`impersonate-extra-${escapeKey(key)}`, [...values]]),
    ),
  };
}

/** Characters that a header's name may not have are percent-encoded, `%` itself too. */
const escapeKey = (key: string): string =>
  key.replaceAll(/[^a-zA-Z0-9!#$&'*+\-.^_`|~]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
