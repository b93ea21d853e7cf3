import { describe, expect, test } from 'vitest';
import { EXIT } from '../../../src/index.ts';
import { kindWith, Project } from '../../support/run-on.ts';

/** Members of a spec. The bar stands where the error must point; the message is given, or its beginning. */
const MEMBERS = [
  {
    name: 'an unknown marker, with the nearest name',
    source: ['  /** ¦+kubebuilder:validation:Minimun=0 */', '  a: string;'],
    message: 'unknown marker +kubebuilder:validation:Minimun. Did you mean kubebuilder:validation:Minimum?',
  },
  {
    name: 'an unknown marker that is like no other',
    source: ['  /** ¦+zzz:qqq */', '  a: string;'],
    message: 'unknown marker +zzz:qqq. If another tool reads it, allow it with --allow-markers.',
  },
  {
    name: 'a marker that belongs elsewhere',
    source: ['  /** ¦+kubebuilder:subresource:status */', '  a: string;'],
    message: '+kubebuilder:subresource:status belongs on a type, not on a field',
  },
  {
    name: 'an unknown argument, at the argument',
    source: ['  /** +kubebuilder:validation:XValidation:rule="true",¦mesage="x" */', '  a: string;'],
    message: '+kubebuilder:validation:XValidation has no argument "mesage". Did you mean message?',
  },
  {
    name: 'a missing argument',
    source: ['  /** +kubebuilder:validation:XValidation:¦message="x" */', '  a: string;'],
    message: '+kubebuilder:validation:XValidation needs the argument "rule"',
  },
  {
    name: 'a missing value',
    source: ['  /** +kubebuilder:validation:MaxLength¦= */', '  a: string;'],
    message: '+kubebuilder:validation:MaxLength needs a value',
  },
  {
    name: 'a value of the wrong type',
    source: ['  /** +kubebuilder:validation:MaxLength=¦long */', '  a: string;'],
    message: 'expected a whole number, got "long"',
  },
  {
    name: 'a number that is none',
    source: ['  /** +kubebuilder:validation:Minimum=¦zero */', '  a: string;'],
    message: 'expected a number, got "zero"',
  },
  {
    name: 'a flag with a value',
    source: ['  /** +optional=¦yes */', '  a: string;'],
    message: '+optional takes no value; "yes" is too much',
  },
  {
    name: 'a string that is not closed',
    source: ['  /** +kubebuilder:validation:Pattern=¦"abc */', '  a: string;'],
    message: 'string is not closed',
  },
  {
    name: 'an escape that Go does not know',
    source: ['  /** +kubebuilder:validation:Pattern=¦"\\d" */', '  a: string;'],
    message: 'unknown escape \\d in a string; between back quotes nothing is escaped',
  },
  {
    name: 'a default that is no JSON',
    source: ['  /** +default=¦text */', '  a: string;'],
    message: 'expected JSON, got text; a string has quotes: "text"',
  },
  {
    name: 'a bare number',
    source: ['  a: ¦number;'],
    message: 'a bare number does not say which: use int, int32, int64, float32, float64 of @kubewright/apimachinery',
  },
  {
    name: 'any',
    source: ['  a: ¦any;'],
    message: 'any has no schema: use JSONValue or RawExtension of @kubewright/apimachinery',
  },
  {
    name: 'a union of types',
    source: ['  a: ¦string | boolean;'],
    message: 'a union of types has no structural schema: use literals of one type',
  },
  {
    name: 'an enum of mixed types',
    source: ["  a: ¦'x' | 1;"],
    message: 'the values of an enum must all be of one type',
  },
  {
    name: 'a tuple',
    source: ['  a: ¦[string, string];'],
    message: 'a tuple has no schema: use a list, or an object with named fields',
  },
  { name: 'a method', source: ['  ¦a(): string;'], message: 'a method is no data' },
  { name: 'a function', source: ['  a: ¦() => void;'], message: 'a function is no data' },
  {
    name: 'a template literal type',
    source: ['  a: ¦`x-${string}`;'],
    message: 'a template literal type has no schema',
  },
  {
    name: 'a mapped type',
    source: ["  a: ¦{ [K in 'x']: string };"],
    message: "the type { [K in 'x']: string } has no schema",
  },
  {
    name: 'keys that are no strings',
    source: ['  a: Record<¦number, string>;'],
    message: 'the keys of a map must be strings',
  },
  {
    name: 'named fields beside keys of any name',
    source: ['  a: { b: string; ¦[c: string]: string };'],
    message: 'an object has either named fields or keys of any name, not both',
  },
  {
    name: 'a type that is not there',
    source: ['  a: ¦Spek;'],
    message: 'the type Spek is not declared or imported here, or its module cannot be found. Did you mean Spec?',
  },
  {
    name: 'a recursive type',
    source: ['  a?: ¦Spec;'],
    message: 'the type Spec contains itself',
  },
  {
    name: 'two fields of one name',
    source: ['  a: string;', "  ¦'a': string;"],
    message: 'a second field is named "a"',
  },
  {
    name: 'a maximum of a string',
    source: ['  /** ¦+kubebuilder:validation:Maximum=1 */', '  a: string;'],
    message: '+kubebuilder:validation:Maximum: a maximum needs a number, but this is a string',
  },
  {
    name: 'a pattern of a list',
    source: ['  /** ¦+kubebuilder:validation:Pattern=a */', '  a: string[];'],
    message: '+kubebuilder:validation:Pattern: a pattern needs a string, but this is an array',
  },
  {
    name: 'items of what is no list',
    source: ['  /** ¦+kubebuilder:validation:items:MaxLength=1 */', '  a: string;'],
    message: '+kubebuilder:validation:items:MaxLength: there are no items here',
  },
  {
    name: 'a list map key of a set',
    source: ['  /**', '   * +listType=set', '   * ¦+listMapKey=a', '   */', '  a: string[];'],
    message: '+listMapKey: a list map key needs +listType=map',
  },
  {
    name: 'a list type that there is not',
    source: ['  /** ¦+listType=bag */', '  a: string[];'],
    message: '+listType: a list type is one of map, set, atomic, not "bag"',
  },
  {
    name: 'a reason that there is not',
    source: ['  /** ¦+kubebuilder:validation:XValidation:rule="true",reason=Because */', '  a: string;'],
    message: '+kubebuilder:validation:XValidation: the reason of a rule is one of FieldValueRequired',
  },
  {
    name: 'a rule that is no CEL, at the character',
    source: ['  /** +kubebuilder:validation:XValidation:rule="self ¦= 1" */', '  a: string;'],
    message: '+kubebuilder:validation:XValidation: the rule is no CEL: "=" has no place in CEL (at character 6)',
  },
  {
    name: 'a rule between back quotes that is no CEL',
    source: ['  /** +kubebuilder:validation:XValidation:message="rule=`a",rule=`self.size(¦> 1` */', '  a: string;'],
    message: '+kubebuilder:validation:XValidation: the rule is no CEL: expected a value, got ">" (at character 11)',
  },
  {
    name: 'a rule written with escapes that is no CEL, at the marker',
    source: ['  /** ¦+kubebuilder:validation:XValidation:rule="self == \\"a\\" +" */', '  a: string;'],
    message: '+kubebuilder:validation:XValidation: the rule is no CEL: expected a value, got the end (at character 14)',
  },
  {
    name: 'an empty rule',
    source: ['  /** +kubebuilder:validation:XValidation:rule="¦" */', '  a: string;'],
    message: '+kubebuilder:validation:XValidation: the rule is no CEL: expected a value, got the end',
  },
  {
    name: 'a messageExpression that is no CEL',
    source: [
      '  /**',
      '   * +kubebuilder:validation:XValidation:rule="true",messageExpression="\'no \' ¦self" ',
      '   */',
      '  a: string;',
    ],
    message:
      '+kubebuilder:validation:XValidation: the messageExpression is no CEL: expected an operator or the end, got "self"',
  },
  {
    name: 'a rule for items that is no CEL',
    source: ['  /** +kubebuilder:validation:items:XValidation:rule="has(¦self)" */', '  a: string[];'],
    message: '+kubebuilder:validation:items:XValidation: the rule is no CEL: has() needs a field',
  },
  {
    name: 'k8s:enum on a field',
    source: ['  /** ¦+k8s:enum */', '  a: string;'],
    message: '+k8s:enum belongs on a type, not on a field',
  },
  {
    name: 'a field of Pick that there is not',
    source: ["  a: ¦Pick<{ b: string }, 'c'>;"],
    message: 'there is no field c to pick',
  },
] as const;

describe('an error names the place of', () => {
  const before = kindWith('@')
    .split('\n')
    .findIndex((line) => line === '@');
  test.for(MEMBERS)('$name', async ({ source, message }) => {
    const marked = source.findIndex((line) => line.includes('¦'));
    const column = (source[marked] ?? '').indexOf('¦') + 1;
    using project = new Project({ 'api/v1/types.ts': kindWith(source.join('\n').replace('¦', '')) });
    const { exit, stderr } = await project.run('crd', 'paths=./api/...', 'output:dir=out');
    expect(stderr).toContain(`api/v1/types.ts:${before + marked + 1}:${column}: error: ${message}`);
    expect(exit).toBe(EXIT.failed);
    expect(project.list()).toEqual(['api/v1/types.ts']);
  });
});

describe('the report of an error', () => {
  test('shows the source line and a caret below the place', async () => {
    using project = new Project({ 'api/v1/types.ts': kindWith('  a: number;') });
    expect((await project.run('crd', 'paths=./api/...', 'output:dir=out')).stderr).toContain(
      ['  12 |   a: number;', '     |      ^~~~~~', '1 error; nothing was written.'].join('\n'),
    );
  });

  test('names all errors of a run, in the order of files and lines', async () => {
    using project = new Project({
      'api/v1/b.ts': kindWith('  x: any;\n  y: number;'),
      'api/v1/a.ts': kindWith('  /** +nonsense */\n  z: string;', { kind: 'Other' }),
    });
    const { stderr } = await project.run('crd', 'paths=./api/...', 'output:dir=out');
    expect(stderr.match(/^\S+:\d+:\d+/gm)).toEqual(['api/v1/a.ts:12:7', 'api/v1/b.ts:12:6', 'api/v1/b.ts:13:6']);
    expect(stderr).toContain('3 errors; nothing was written.');
  });
});
