import { quoteIdentifier } from '../quote.ts';
import { createMigrationTable, createSchema } from './ledger-schema.ts';
import { MIGRATIONS, type Migration } from './migrations.ts';

/** The DDL of the whole schema and the least grants that `role` needs, as a script for an administrator to run. */
export function printMigrations(role: string, migrations: readonly Migration[] = MIGRATIONS): string {
  const steps = migrations.flatMap(({ statements, version }) => [
    ...statements,
    `insert into postgres_writer.migration (version) values (${version})`,
  ]);
  const to = quoteIdentifier(role);
  const script = [
    'begin',
    createSchema.text,
    createMigrationTable.text,
    ...steps,
    `grant usage on schema postgres_writer to ${to}`,
    `grant select on postgres_writer.migration to ${to}`,
    `grant select, update on postgres_writer.settings to ${to}`,
    `grant select, insert, update, delete on postgres_writer.ledger to ${to}`,
    `grant insert on postgres_writer.refusal to ${to}`,
    'commit',
  ];
  return script.map((statement) => `${statement};\n`).join('');
}
