import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Project } from '../../support/run-on.ts';

const PAGE = join(import.meta.dirname, '../../../../../docs/markers.md');

test('docs/markers.md is what the registry says', async () => {
  using project = new Project();
  const { stdout } = await project.run('--help-markers', '--markdown');
  expect(stdout, 'controller-gen --help-markers --markdown > docs/markers.md').toBe(readFileSync(PAGE, 'utf8'));
});
