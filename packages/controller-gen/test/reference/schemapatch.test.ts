import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../src/index.ts';
import { BUILD_TIMEOUT_MS, buildReference, REFERENCE, runReference, whyNoReference } from './reference-tool.ts';

const HEAD = `# Kept: a comment.
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: multiversions.multi-version.example.com
  annotations: { kept: "yes", 'too': [a,  b ] }

spec:
  # About the group.
  group: multi-version.example.com # and behind it
  names: { kind: MultiVersion, plural: multiversions }

  # About the scope.

  scope: Namespaced
  validation: { openAPIV3Schema: { type: object } }
  versions:
  # The old one.
  - name: v1alpha1
    served: true
    storage: false
    # About the schema.
    schema:
      # And inside.
      openAPIV3Schema:
        type: object
        description: >-
          to be
          replaced
  - name: v1
    served: true
    storage: true
  - name: v0
    served: false
    storage: false
    schema:
      openAPIV3Schema: { type: object }
`;

/** Manifests that people wrote. */
const WRITTEN: Readonly<Record<string, string>> = {
  'crd.yaml': HEAD,
  'other.yaml': HEAD.replaceAll('MultiVersion', 'Other'),
  'document-start.yaml': `---\n${HEAD}`,
  'licence.yaml': `# Licence.\n\n# About.\n${HEAD}`,
  'end.yaml': `${HEAD}# The end.\n`,
  'end-apart.yaml': `${HEAD}\n# The end.\n`,
};

/** Pairs that have no CRDs here; floats, which schemapatch refuses; characters that only the original escapes. */
const LEFT_OUT = /^(rbac|webhook)-|^(postgreswriter|descriptions|floats)$/;
const PAIRS = readdirSync(join(REFERENCE, 'pairs')).filter((name) => !LEFT_OUT.test(name));
const pathsOf = (names: readonly string[]): string => `paths=${names.map((name) => `./pairs/${name}/...`).join(';')}`;

describe('schemapatch', () => {
  if (whyNoReference !== undefined) {
    test('patches as the real one does', ({ skip }) => skip(whyNoReference));
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'controller-gen-schemapatch-'));
  const manifests = join(folder, 'manifests');
  let tool = '';

  async function ours(...args: readonly string[]): Promise<void> {
    const stderr: string[] = [];
    await run(args, { cwd: REFERENCE, stdout: () => undefined, stderr: (text) => stderr.push(text) });
    expect(stderr.join('')).toBe('');
  }
  const filesOf = (side: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      readdirSync(join(folder, side)).map((name) => [name, readFileSync(join(folder, side, name), 'utf8')]),
    );

  beforeAll(async () => {
    mkdirSync(manifests);
    await ours('crd:maxDescLen=20', pathsOf(PAIRS), `output:dir=${manifests}`);
    writeFileSync(join(manifests, 'service.yaml'), 'apiVersion: v1\nkind: Service\n');
    tool = await buildReference('sigs.k8s.io/controller-tools/cmd/controller-gen', folder);
    await patchAll('pairs', manifests, PAIRS);
  }, BUILD_TIMEOUT_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function patchAll(side: string, from: string, names: readonly string[]): Promise<void> {
    const option = `schemapatch:manifests=${from}`;
    const paths = pathsOf(names);
    await runReference(tool, [option, paths, `output:dir=${join(folder, `${side}-theirs`)}`]);
    await ours(option, paths, `output:dir=${join(folder, `${side}-ours`)}`);
  }

  test(`writes the manifests of ${PAIRS.length} pairs byte by byte as the real one does`, () => {
    const files = filesOf('pairs-theirs');
    expect(filesOf('pairs-ours')).toEqual(files);
    expect(Object.keys(files).length).toBeGreaterThan(PAIRS.length / 2);
  });

  test.for(Object.entries(WRITTEN))('patches what people wrote as the real one does: %s', async ([name, text]) => {
    const own = join(folder, `of-${name}`);
    mkdirSync(own);
    writeFileSync(join(own, name), text);
    await patchAll(name, own, ['multi-version']);
    expect(filesOf(`${name}-ours`)).toEqual(filesOf(`${name}-theirs`));
    expect(Object.keys(filesOf(`${name}-ours`))).toEqual([name]);
  });

  test('leaves manifests of other kinds alone', () => {
    expect(filesOf('pairs-ours')).not.toHaveProperty('service.yaml');
  });
});
