import { describe, expect, test } from 'vitest';
import { kindWith, Project } from '../../support/run-on.ts';

/** Members of a spec. The bar stands where the error must point. */
const CASES = [
  {
    name: 'a default of another type',
    source: ['  /** ¦+kubebuilder:default=3 */', '  a?: string;'],
    message: 'the default breaks its own schema: it must be of type string, not integer',
  },
  {
    name: 'a default beyond the maximum',
    source: ['  /**', '   * +kubebuilder:validation:Maximum=9', '   * ¦+kubebuilder:default=10', '   */', '  a?: int;'],
    message: 'the default breaks its own schema: it must be at most 9',
  },
  {
    name: 'a default that is none of the values',
    source: ['  /** ¦+kubebuilder:default=c */', "  a?: 'a' | 'b';"],
    message: 'the default breaks its own schema: it must be one of "a", "b", not "c"',
  },
  {
    name: 'a default that does not match the pattern',
    source: ['  /**', '   * +kubebuilder:validation:Pattern=^a$', '   * ¦+default="b"', '   */', '  a?: string;'],
    message: 'the default breaks its own schema: it must match ^a$',
  },
  {
    name: 'a default with a field that there is not',
    source: ['  /** ¦+kubebuilder:default={b: "x", c: "y"} */', '  a?: { b: string };'],
    message: 'the default breaks its own schema: it has no field c',
  },
  {
    name: 'a default without a field that must be there',
    source: ['  /** ¦+kubebuilder:default={} */', '  a?: { b: string };'],
    message: 'the default breaks its own schema: it must have the field b',
  },
  {
    name: 'a default with a bad item',
    source: ['  /** ¦+kubebuilder:default={{b: 1}} */', '  a?: { b: string }[];'],
    message: 'the default breaks its own schema: it [0].b must be of type string, not integer',
  },
  {
    name: 'an example that breaks the schema',
    source: ['  /** ¦+kubebuilder:example=text */', '  a: boolean;'],
    message: 'the example breaks its own schema: it must be of type boolean, not string',
  },
  {
    name: 'a tag that contradicts a marker',
    source: ['  /**', '   * +kubebuilder:validation:Minimum=0', '   * ¦@minimum 1', '   */', '  a: int;'],
    message: '@minimum and +kubebuilder:validation:Minimum say different things',
  },
  {
    name: 'a tag that does not fit',
    source: ['  /** ¦@maxLength 5 */', '  a: int;'],
    message: '+kubebuilder:validation:MaxLength: a maximum length needs a string, but this is an integer',
  },
  {
    name: 'a schemaless field without a type',
    source: ['  /** +kubebuilder:validation:Schemaless */', '  ¦a: object;'],
    message: 'the schema has no type',
  },
  {
    name: 'a list of type map without keys',
    source: ['  /** +listType=map */', '  ¦a: { b: string }[];'],
    message: 'a list of type map needs +listMapKey',
  },
  {
    name: 'a key that there is not',
    source: ['  /**', '   * +listType=map', '   * +listMapKey=c', '   */', '  ¦a: { b: string }[];'],
    message: 'the items of the list have no field c to be a key',
  },
  {
    name: 'a key that may be absent',
    source: ['  /**', '   * +listType=map', '   * +listMapKey=b', '   */', '  ¦a: { b?: string }[];'],
    message: 'the key b of the list must be required or have a default',
  },
] as const;

const before = kindWith('@')
  .split('\n')
  .findIndex((line) => line === '@');

describe('the API server would refuse, and so it is an error:', () => {
  test.for(CASES)('$name', async ({ source, message }) => {
    const marked = source.findIndex((line) => line.includes('¦'));
    const column = (source[marked] ?? '').indexOf('¦') + 1;
    const types = kindWith(source.join('\n').replace('¦', ''), { imports: 'int' });
    using project = new Project({ 'api/v1/types.ts': types });
    const { stderr } = await project.run('crd', 'paths=./api/...', 'output:dir=out');
    expect(stderr).toContain(`api/v1/types.ts:${before + marked + 1}:${column}: error: ${message}`);
  });
});

test('a default may leave out what is optional, and nothing else', async () => {
  const source = (mark: string): string =>
    kindWith(`  /** +kubebuilder:default={} */\n  a?: { /** +kubebuilder:default=x */ b${mark}: string };`);
  using project = new Project({ 'api/v1/types.ts': source('?') });
  expect((await project.run('crd', 'paths=./api/...', 'output:dir=out')).stderr).toBe('');
  project.write({ 'api/v1/types.ts': source('') });
  expect((await project.run('crd', 'paths=./api/...', 'output:dir=out')).stderr).toContain('it must have the field b');
});
