import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SSL_MODES, VARIABLES } from '../../../variables.ts';
import { FLAGS, type Flag } from '../../../flags.ts';
import { tableUnder } from '../docs-table.ts';

const page = readFileSync(new URL('../../../../../docs/reference/configuration.md', import.meta.url), 'utf8');

const table = (heading: string): readonly (readonly string[])[] => tableUnder(heading, page);

const plain = (text: string | undefined): string => (text ?? '').replaceAll('`', '');

describe('docs/reference/configuration.md', () => {
  test('lists every variable, in order, and whether it is required', () => {
    const documented = table('Variables').map(([name, required]) => [plain(name), required]);
    expect(documented).toEqual(
      Object.entries(VARIABLES).map(([name, { required }]) => [name, required ? 'yes' : 'no']),
    );
  });

  test('lists every flag, in order, with its value and its default', () => {
    const documented = table('Flags').map(([name, fallback]) => [plain(name), plain(fallback)]);
    const flags = Object.entries<Flag<unknown>>(FLAGS).map(([name, { value, shown }]) => [
      `--${name} ${value}`.trim(),
      shown,
    ]);
    expect(documented).toEqual([...flags, ['--help', ''], ['--version', '']]);
  });

  test('says of each flag what --help says', () => {
    for (const [name = '', , meaning] of table('Flags')) {
      const flag = Object.entries<Flag<unknown>>(FLAGS).find(
        ([each]) => plain(name).split(' ')[0] === `--${each}`,
      )?.[1];
      if (flag !== undefined) expect(plain(meaning)).toContain(flag.help.slice(0, -1));
    }
  });

  test('explains every TLS mode', () => {
    for (const mode of SSL_MODES) expect(page).toContain(`| \`${mode}\` |`.replace('| `disable`', 'unset, `disable`'));
  });
});
