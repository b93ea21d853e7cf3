import type { Place } from './row-store.ts';

/** For messages and the status: as a person writes it, quoted only where PostgreSQL would need it to read the same name. */
export const formatPlace = ({ schema, table }: Place): string =>
  `${formatIdentifier(schema)}.${formatIdentifier(table)}`;

export const formatIdentifier = (name: string): string =>
  /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
