import fc from 'fast-check';
import {
  BASICS,
  type Declaration,
  type Field,
  KNOWN,
  type RandomApi,
  type Shape,
  shapeOf,
  type Type,
} from './model.ts';

const WORDS = [
  'a',
  'value',
  'of',
  'the',
  'row:',
  '# hash',
  'yes',
  '"quoted"',
  "it's",
  '{braces}',
  '- dash',
  'é',
  '100%',
  'x: y',
  'https://example.com/path',
];
const sentence = fc
  .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 24 })
  .map((words) => `Text ${words.join(' ')}.`);
const doc = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  fc.array(fc.oneof({ weight: 5, arbitrary: sentence }, fc.constantFrom('', 'TODO: hidden', '  indented')), {
    maxLength: 4,
  }),
);
const count = fc.integer({ min: 0, max: 40 });
const literal = fc.constantFrom('a', 'b', 'yes', 'two words', '12', 'Öl', 'x-y');
const values = fc.uniqueArray(literal, { minLength: 1, maxLength: 4 });
const enumText = (all: readonly string[]): string => all.map((value) => `"${value}"`).join(';');

/** Markers by what they fit. Each at most once, since the original applies equal ones in random order. */
const BY_SHAPE: Readonly<Record<Shape, readonly fc.Arbitrary<string>[]>> = {
  text: [
    count.map((n) => `kubebuilder:validation:MaxLength=${n + 60}`),
    count.map((n) => `kubebuilder:validation:MinLength=${n}`),
    fc
      .constantFrom('^[a-z]+$', '^$', 'a: b', '\\d{2}', '^(yes|no)$')
      .map((p) => `kubebuilder:validation:Pattern=\`${p}\``),
    fc.constantFrom('ipv4', 'date-time').map((format) => `kubebuilder:validation:Format=${format}`),
    values.map((all) => `kubebuilder:validation:Enum=${enumText(all)}`),
  ],
  whole: [
    count.map((n) => `kubebuilder:validation:Maximum=${n * 1000}`),
    count.map((n) => `kubebuilder:validation:Minimum=-${n}`),
    fc.boolean().map((b) => `kubebuilder:validation:ExclusiveMaximum=${b}`),
    fc.boolean().map((b) => `kubebuilder:validation:ExclusiveMinimum=${b}`),
    fc.integer({ min: 1, max: 9 }).map((n) => `kubebuilder:validation:MultipleOf=${n}`),
  ],
  flag: [],
  list: [
    count.map((n) => `kubebuilder:validation:MaxItems=${n}`),
    count.map((n) => `kubebuilder:validation:MinItems=${n}`),
    fc.constantFrom('set', 'atomic').map((type) => `listType=${type}`),
  ],
  map: [
    count.map((n) => `kubebuilder:validation:MaxProperties=${n}`),
    count.map((n) => `kubebuilder:validation:MinProperties=${n}`),
    fc.constantFrom('granular', 'atomic').map((type) => `mapType=${type}`),
    fc.constant('kubebuilder:pruning:PreserveUnknownFields'),
  ],
  object: [fc.constantFrom('granular', 'atomic').map((type) => `structType=${type}`)],
  other: [],
};
/** Markers that fit everything. */
const GENERAL: readonly fc.Arbitrary<string>[] = [
  fc
    .constantFrom('self == oldSelf', 'true', "self != 'x'")
    .map((rule) => `kubebuilder:validation:XValidation:rule="${rule}",message="must be"`),
  sentence.map((title) => `kubebuilder:title=\`${title}\``),
];
const ON_FIELDS: readonly fc.Arbitrary<string>[] = [
  ...GENERAL,
  fc.constantFrom(
    'optional',
    'required',
    'k8s:optional',
    'kubebuilder:validation:Optional',
    'kubebuilder:validation:Required',
  ),
];

const some = (all: readonly fc.Arbitrary<string>[]): fc.Arbitrary<readonly string[]> =>
  fc
    .tuple(...all.map((marker) => fc.option(marker, { nil: undefined, freq: 4 })).map((option) => option))
    .map((chosen) => chosen.filter((marker) => marker !== undefined));

/** A type that names only declarations made before it, so that none contains itself. */
function typeOf(names: readonly string[]): fc.Arbitrary<Type> {
  const basic = fc.constantFrom(...BASICS).map((name): Type => ({ kind: 'basic', name }));
  const known = fc.constantFrom(...KNOWN).map((name): Type => ({ kind: 'known', name }));
  const named = names.length === 0 ? basic : fc.constantFrom(...names).map((name): Type => ({ kind: 'named', name }));
  return fc.letrec<{ type: Type }>((tie) => ({
    type: fc.oneof(
      { depthSize: 'small', maxDepth: 3 },
      basic,
      named,
      known,
      tie('type').map((item): Type => ({ kind: 'list', item })),
      tie('type').map((value): Type => ({ kind: 'map', value })),
    ),
  })).type;
}

function fieldOf(name: string, before: readonly Declaration[]): fc.Arbitrary<Field> {
  return typeOf(before.map((declaration) => declaration.name)).chain((type) =>
    fc.record({
      name: fc.constant(name),
      doc,
      optional: fc.boolean(),
      nullable: fc.boolean(),
      type: fc.constant(type),
      markers: some([...BY_SHAPE[shapeOf(type, before)], ...ON_FIELDS]),
    }),
  );
}

function structOf(name: string, before: readonly Declaration[]): fc.Arbitrary<Declaration> {
  const structs = before.filter(({ kind }) => kind === 'struct').map((declaration) => declaration.name);
  return fc
    .record({
      doc,
      markers: some([...BY_SHAPE.object, ...GENERAL]),
      embeds: structs.length === 0 ? fc.constant([]) : fc.uniqueArray(fc.constantFrom(...structs), { maxLength: 1 }),
      // Names differ between structs, so that what is embedded hides nothing: Go and TypeScript disagree about that.
      fields: fc
        .integer({ min: 1, max: 5 })
        .chain((n) =>
          fc.tuple(...Array.from({ length: n }, (_, i) => fieldOf(`${name.toLowerCase()}Field${i}`, before))),
        ),
    })
    .map((struct): Declaration => ({ kind: 'struct', name, ...struct }));
}

function declarationOf(name: string, before: readonly Declaration[]): fc.Arbitrary<Declaration> {
  const alias = typeOf(before.filter(({ kind }) => kind !== 'struct').map((declaration) => declaration.name))
    // A named []byte is an array to the original, which then finds that its type is a string.
    .filter((type) => type.kind !== 'known' && !(type.kind === 'basic' && type.name === 'bytes'))
    .chain((type) =>
      fc
        .record({ doc, markers: some([...BY_SHAPE[shapeOf(type, before)], ...GENERAL]) })
        .map((documented): Declaration => ({ kind: 'alias', name, type, ...documented })),
    );
  const enumeration = fc
    .record({ doc, values })
    .map((rest): Declaration => ({ kind: 'enum', name, markers: [], ...rest }));
  return fc.oneof({ weight: 3, arbitrary: structOf(name, before) }, { weight: 2, arbitrary: alias }, enumeration);
}

function declarations(size: number): fc.Arbitrary<readonly Declaration[]> {
  let all = fc.constant<readonly Declaration[]>([]);
  for (let i = 0; i < size; i++) {
    all = all.chain((before) => declarationOf(`T${i}`, before).map((declaration) => [...before, declaration]));
  }
  return all;
}

const KIND_MARKERS = [
  'kubebuilder:subresource:status',
  'kubebuilder:resource:scope=Cluster,shortName=x;y,categories=all',
  'kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`',
  'kubebuilder:unservedversion',
] as const;

export const randomApi: fc.Arbitrary<RandomApi> = fc
  .integer({ min: 1, max: 6 })
  .chain(declarations)
  .chain((before) => structOf('Spec', before).map((spec) => [...before, spec]))
  .chain((all) =>
    fc.subarray([...KIND_MARKERS.slice(0, 3)]).map((kindMarkers) => ({ declarations: all, kindMarkers })),
  );
