import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { run } from '../../src/index.ts';
import { BUILD_TIMEOUT_MS, buildReference, REFERENCE, runReference, whyNoReference } from './reference-tool.ts';

const HEAD = `# Kept: a comment.
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: multiversions.multi-version.example.com
  annotations: { kept: "yes" }
spec:
  group: multi-version.example.com
  names: { kind: MultiVersion, plural: multiversions }
  scope: Namespaced
  versions:
  # The old one.
  - name: v1alpha1
    served: true
    storage: false
    schema:
      openAPIV3Schema:
        type: object
        description: to be replaced
  - name: v1
    served: true
    storage: true
  - name: v0
    served: false
    storage: false
    schema:
      openAPIV3Schema: { type: object }
`;
const OTHER = HEAD.replaceAll('MultiVersion', 'Other');

describe('schemapatch', () => {
  if (whyNoReference !== undefined) {
    test('patches as the real one does', ({ skip }) => skip(whyNoReference));
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'controller-gen-schemapatch-'));
  const manifests = join(folder, 'manifests');
  const read = (side: string, name: string): string => readFileSync(join(folder, side, name), 'utf8');
  const option = `schemapatch:manifests=${manifests}`;
  const paths = 'paths=./pairs/multi-version/...';
  beforeAll(async () => {
    mkdirSync(manifests);
    writeFileSync(join(manifests, 'crd.yaml'), HEAD);
    writeFileSync(join(manifests, 'other.yaml'), OTHER);
    writeFileSync(join(manifests, 'service.yaml'), 'apiVersion: v1\nkind: Service\n');
    const tool = await buildReference('sigs.k8s.io/controller-tools/cmd/controller-gen', folder);
    await runReference(tool, [option, paths, `output:dir=${join(folder, 'theirs')}`]);
    const stderr: string[] = [];
    await run([option, paths, `output:dir=${join(folder, 'ours')}`], {
      cwd: REFERENCE,
      stdout: () => undefined,
      stderr: (text) => stderr.push(text),
    });
    expect(stderr.join('')).toBe('');
  }, BUILD_TIMEOUT_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.for(['crd.yaml', 'other.yaml'])('patches %s as the real one does', (name) => {
    expect(parse(read('ours', name))).toEqual(parse(read('theirs', name)));
  });

  test('leaves comments and other manifests alone', () => {
    expect(read('ours', 'crd.yaml')).toContain('# Kept: a comment.\n');
    expect(read('ours', 'crd.yaml')).toContain('# The old one.\n');
    expect(() => read('ours', 'service.yaml')).toThrow('ENOENT');
  });
});
