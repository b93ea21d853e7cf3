export { GROUP, GROUP_VERSION, VERSION } from './group-version.ts';
/** The kind, at run time and as a type, its defaults, and its registration. */
export { addToScheme, PostgresWriter, PostgresWriterDefaults } from './zz_generated.object.ts';
export type { PostgresWriterList, PostgresWriterSpec, PostgresWriterStatus } from './postgreswriter-types.ts';
