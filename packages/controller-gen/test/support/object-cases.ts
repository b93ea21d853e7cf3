/** What an API server takes and refuses as objects of a pair's kind. */
export interface ObjectCases {
  /** The name of the pair. */
  readonly pair: string;
  /** A spec that is valid. */
  readonly valid: Spec;
  /** Changes of it that are valid too. */
  readonly alsoValid?: readonly Spec[];
  /** Changes of it that are refused, the field to blame, and what must be said of it. */
  readonly invalid: readonly Refusal[];
  /** Changes that are refused once the valid object is there. */
  readonly later?: readonly Refusal[];
}

export type Spec = Readonly<Record<string, unknown>>;
export type Refusal = readonly [change: Spec, field: string, says: string];

const range = (length: number): readonly string[] => Array.from({ length }, (_, i) => `a${i}`);

export const OBJECT_CASES: readonly ObjectCases[] = [
  {
    pair: 'numbers',
    valid: { percent: 1, count: -5, port: 1, each: [2, 8] },
    alsoValid: [{ percent: 100 }, { port: 65_535 }, { each: [] }],
    invalid: [
      [{ percent: 0 }, 'spec.percent', 'should be greater than 0'],
      [{ percent: 101 }, 'spec.percent', 'should be less than or equal to 100'],
      [{ count: 7 }, 'spec.count', 'should be a multiple of 5'],
      [{ port: 0 }, 'spec.port', 'should be greater than or equal to 1'],
      [{ port: 65_536 }, 'spec.port', 'should be less than or equal to 65535'],
      [{ each: [2, 10] }, 'spec.each[1]', 'should be less than 10'],
      [{ each: [3] }, 'spec.each[0]', 'should be a multiple of 2'],
      [{ percent: 2 ** 31 }, '<nil>', 'must be of type integer with format int32 in spec.percent'],
      [{ percent: 1.5 }, 'spec.percent', 'must be of type int32'],
    ],
  },
  {
    pair: 'strings',
    valid: { name: 'a-b', quoted: '12', bare: 'abc', when: '2026-01-02T03:04:05Z', each: [] },
    alsoValid: [{ quoted: '"x"' }],
    invalid: [
      [{ name: '' }, 'spec.name', 'at least 1 chars long'],
      [{ name: 'a'.repeat(64) }, 'spec.name', 'Too long: may not be more than 63'],
      [{ name: '-a' }, 'spec.name', 'should match'],
      [{ quoted: 'x' }, 'spec.quoted', 'should match'],
      [{ bare: 'A' }, 'spec.bare', 'should match'],
      [{ when: 'noon' }, 'spec.when', 'must be of type date-time'],
      [{ each: ['too long'] }, 'spec.each[0]', 'Too long: may not be more than 5'],
      [{ each: ['a: b'] }, 'spec.each[0]', 'must be of type ipv4'],
    ],
  },
  {
    pair: 'lists',
    valid: { plain: ['a'], aliased: [], nested: [[]], matrix: [[1]], tags: ['a', 'b'], maps: [{}], bits: ['YQ=='] },
    alsoValid: [{ plain: range(10) }, { aliased: range(7) }],
    invalid: [
      [{ plain: [] }, 'spec.plain', 'should have at least 1 items'],
      [{ plain: range(11) }, 'spec.plain', 'must have at most 10 items'],
      [{ aliased: range(8) }, 'spec.aliased', 'must have at most 7 items'],
      [{ matrix: [[]] }, 'spec.matrix[0]', 'should have at least 1 items'],
      [{ matrix: [[1, 2, 3, 4]] }, 'spec.matrix[0]', 'must have at most 3 items'],
      [{ tags: ['a'] }, 'spec.tags', 'should have at least 2 items'],
      [{ tags: range(6) }, 'spec.tags', 'must have at most 5 items'],
      [{ tags: ['a', 'a'] }, 'spec.tags[1]', 'Duplicate value: "a"'],
      [{ bits: ['?'] }, 'spec.bits[0]', 'must be of type byte'],
    ],
  },
  {
    pair: 'maps',
    valid: {
      labels: { a: 'b' },
      named: { a: 1 },
      lists: { a: ['b'] },
      deep: {},
      structs: {},
      settings: {},
      each: [{ a: 'b' }],
    },
    alsoValid: [{ deep: { a: { b: true } } }, { structs: { a: { value: 'b' } } }],
    invalid: [
      [{ labels: {} }, 'spec.labels', 'should have at least 1 properties'],
      [{ labels: Object.fromEntries(range(11).map((key) => [key, ''])) }, 'spec.labels', 'must have at most 10 items'],
      [{ named: { a: 'b' } }, 'spec.named.a', 'must be of type integer'],
      [{ deep: { a: { b: 1 } } }, 'spec.deep.a.b', 'must be of type boolean'],
      [{ structs: { a: {} } }, 'spec.structs.a.value', 'Required value'],
      [{ each: [{}] }, 'spec.each[0]', 'should have at least 1 properties'],
    ],
  },
  {
    pair: 'enums',
    valid: {
      color: 'dark blue',
      phase: 'Done',
      phases: ['Pending'],
      place: 'a',
      level: 2,
      each: ['x'],
      odd: '',
      red: 'red',
    },
    invalid: [
      [{ color: 'blue' }, 'spec.color', 'supported values: "red", "green", "dark blue"'],
      [{ other: '' }, 'spec.other', 'supported values'],
      [{ phases: ['Pending', 'Gone'] }, 'spec.phases[1]', 'supported values'],
      [{ place: 'c' }, 'spec.place', 'supported values: "a", "b"'],
      [{ level: 4 }, 'spec.level', 'supported values'],
      [{ each: ['z'] }, 'spec.each[0]', 'supported values'],
      [{ odd: 'no' }, 'spec.odd', 'supported values'],
    ],
  },
  {
    pair: 'required-optional',
    valid: {
      plain: '',
      required: '',
      oldRequired: '',
      newRequired: 'a',
      list: ['a'],
      map: { a: 'b' },
      struct: { value: 'a' },
      both: '',
      long: 'abc',
      number: 1,
      nullableRequired: null,
    },
    alsoValid: [{ nullable: null }, { nullableRequired: {} }, { omitEmpty: 'a', oldOptional: 'b' }],
    invalid: [
      [{ plain: undefined }, 'spec.plain', 'Required value'],
      [{ required: undefined }, 'spec.required', 'Required value'],
      [{ oldRequired: undefined }, 'spec.oldRequired', 'Required value'],
      [{ nullableRequired: undefined }, 'spec.nullableRequired', 'Required value'],
      [{ newRequired: '' }, 'spec.newRequired', 'at least 1 chars long'],
      [{ list: [] }, 'spec.list', 'should have at least 1 items'],
      [{ map: {} }, 'spec.map', 'should have at least 1 properties'],
      [{ struct: {} }, 'spec.struct', 'should have at least 1 properties'],
      [{ both: undefined }, 'spec.both', 'Required value'],
      [{ long: 'ab' }, 'spec.long', 'at least 3 chars long'],
    ],
  },
  {
    pair: 'topology',
    valid: {
      items: [{ name: 'a' }],
      aliased: [],
      set: ['a'],
      atomicList: [],
      atomicMap: {},
      struct: { name: 'a' },
      atomic: {},
      mixed: {},
    },
    alsoValid: [{ items: [{ name: 'a' }, { name: 'a', protocol: 'UDP' }] }, { atomicList: ['a', 'a'] }],
    invalid: [
      [{ items: [{ name: 'a' }, { name: 'a', protocol: 'TCP' }] }, 'spec.items[1]', 'Duplicate value'],
      [{ items: [{}] }, 'spec.items[0].name', 'Required value'],
      [{ aliased: [{ name: 'a' }, { name: 'a' }] }, 'spec.aliased[1]', 'Duplicate value'],
      [{ set: ['a', 'b', 'a'] }, 'spec.set[2]', 'Duplicate value'],
    ],
  },
  {
    pair: 'groups',
    valid: { http: 'a', gamma: 'b' },
    alsoValid: [{ http: undefined, https: 'a' }, { gamma: undefined, alpha: 'a' }, { delta: { one: 'a', three: 'b' } }],
    invalid: [
      [{ https: 'b' }, 'spec', 'exactly one of the fields in [http https] must be set'],
      [{ http: undefined }, 'spec', 'exactly one of the fields in [http https] must be set'],
      [{ alpha: 'a', beta: 'b' }, 'spec', 'at most one of the fields in [alpha beta] may be set'],
      [{ gamma: undefined }, 'spec', 'at least one of the fields in [gamma delta alpha] must be set'],
      [{ delta: { one: 'a', two: 'b' } }, 'spec.delta', 'at most one of the fields in [one two] may be set'],
    ],
  },
  {
    pair: 'immutable',
    valid: { kept: 'a', once: 'b', inner: { value: 'c' } },
    alsoValid: [{ once: undefined, inner: undefined }],
    invalid: [[{ kept: undefined }, 'spec.kept', 'Required value']],
    later: [
      [{ kept: 'b' }, 'spec.kept', 'field is immutable'],
      [{ once: 'c' }, 'spec.once', 'field is immutable'],
      [{ once: undefined }, 'spec', 'field once is immutable once set'],
      [{ inner: { value: 'd' } }, 'spec.inner', 'field is immutable'],
    ],
  },
  {
    pair: 'rules',
    valid: { fixed: 'a', range: { min: 1, max: 2 }, list: ['ab'], map: { a: 'b' } },
    alsoValid: [{ range: { min: 2, max: 2 } }, { map: { a: '', b: '' } }],
    invalid: [
      [{ range: { min: 3, max: 2 } }, 'spec.range', 'min must not be above max'],
      [{ range: { min: 13, max: 20 } }, 'spec.range.min', 'Forbidden: not 13'],
      [{ list: [''] }, 'spec.list[0]', 'no empty items'],
      [{ list: ['ba'] }, 'spec.list', 'failed rule: self.all(x, x.startsWith("a"))'],
      [{ map: { c: '' } }, 'spec.map', "failed rule: 'a' in self || 'b' in self"],
      [{ map: { a: '', b: '', c: '' } }, 'spec.map', 'failed rule: self.size() < 3'],
    ],
    later: [
      [{ fixed: 'b' }, 'spec.fixed', 'cannot change'],
      [{ range: { min: 1, max: 1 } }, 'spec.range', 'cannot shrink'],
    ],
  },
  {
    pair: 'numeric-enum',
    valid: { level: 5, digits: [1, 9], byName: { a: 2 } },
    alsoValid: [{ some: 7 }, { digit: 4 }],
    invalid: [
      [{ level: 3 }, 'spec.level', 'supported values: "1", "2", "5"'],
      [{ some: 9 }, 'spec.some', 'supported values'],
      [{ digits: [10] }, 'spec.digits[0]', 'should be less than or equal to 9'],
      [{ byName: { a: 3 } }, 'spec.byName.a', 'supported values'],
    ],
  },
  {
    pair: 'inline-objects',
    valid: { endpoint: { host: 'a' }, ports: [{ number: 1 }], byName: {} },
    alsoValid: [{ endpoint: { host: 'a', tls: { secret: 'b' } } }],
    invalid: [
      [{ endpoint: {} }, 'spec.endpoint.host', 'Required value'],
      [{ endpoint: { host: 'a', tls: {} } }, 'spec.endpoint.tls.secret', 'Required value'],
      [{ ports: [{}] }, 'spec.ports[0].number', 'Required value'],
      [{ byName: { a: { number: 'b' } } }, 'spec.byName.a.number', 'must be of type integer'],
    ],
  },
  {
    pair: 'embedding',
    valid: { name: 'a', flag: true, own: 'ab', literal: { flag: false } },
    alsoValid: [{ note: 'short', size: 3 }],
    invalid: [
      [{ name: 'no' }, 'spec', "failed rule: self.name != 'no'"],
      [{ flag: false }, 'spec', 'failed rule: self.flag'],
      [{ own: 'a' }, 'spec.own', 'at least 2 chars long'],
      [{ note: 'much too long' }, 'spec.note', 'may not be more than 10'],
      [{ literal: { extra: 'a' } }, 'spec.literal.flag', 'Required value'],
    ],
  },
  {
    pair: 'generics',
    valid: {
      text: { name: 'a', value: 'b' },
      port: { name: 'a', value: { number: 1 } },
      ports: [],
      box: { inner: { name: 'a' }, all: [] },
    },
    invalid: [
      [{ text: { name: 'a', value: 1 } }, 'spec.text.value', 'must be of type string'],
      [{ port: { name: 'a', value: 'b' } }, 'spec.port.value', 'must be of type object'],
      [{ ports: [{ name: 'a', value: {} }] }, 'spec.ports[0].value.number', 'Required value'],
      [{ box: { inner: {}, all: [] } }, 'spec.box.inner.name', 'Required value'],
    ],
  },
  {
    pair: 'marked-items',
    valid: { letters: ['a'], short: ['a'], names: ['a'], ports: [1], table: [[{ a: ['b'] }]] },
    invalid: [
      [{ letters: ['c'] }, 'spec.letters[0]', 'supported values'],
      [{ letters: [] }, 'spec.letters', 'should have at least 1 items'],
      [{ short: ['abc'] }, 'spec.short[0]', 'short'],
      [{ names: ['A'] }, 'spec.names[0]', 'should match'],
      [{ ports: [0] }, 'spec.ports[0]', 'should be greater than or equal to 1'],
      [{ table: [[{ a: [1] }]] }, 'spec.table[0][0].a[0]', 'must be of type string'],
    ],
  },
  {
    pair: 'alias-chains',
    valid: {
      base: 'a',
      derived: 'az',
      undocumented: 'az',
      count: 0,
      same: 0,
      many: ['az'],
      byName: { a: 'a' },
      ruled: 'abc',
    },
    invalid: [
      [{ base: 'b' }, 'spec.base', "should match '^a'"],
      [{ derived: 'ab' }, 'spec.derived', "should match 'z$'"],
      [{ derived: `a${'b'.repeat(50)}z` }, 'spec.derived', 'may not be more than 50'],
      [{ count: 10 }, 'spec.count', 'should be less than or equal to 9'],
      [{ count: -1 }, 'spec.count', 'should be greater than or equal to 0'],
      [{ many: ['az', 'a'] }, 'spec.many[1]', "should match 'z$'"],
      [{ byName: { a: 'b' } }, 'spec.byName.a', "should match '^a'"],
      [{ ruled: 'a_b' }, 'spec.ruled', 'must be of type hostname'],
    ],
  },
  {
    pair: 'enum-constants',
    valid: { mode: 'slow' },
    alsoValid: [{ protocol: 'SCTP' }],
    invalid: [
      [{ mode: 'medium' }, 'spec.mode', 'supported values: "fast", "slow"'],
      [{ protocol: 'UDP' }, 'spec.protocol', 'supported values'],
    ],
  },
  {
    pair: 'cron-job',
    valid: {
      schedule: '* * * * *',
      jobTemplate: { spec: { template: { spec: { containers: [{ name: 'a' }], restartPolicy: 'Never' } } } },
    },
    alsoValid: [{ concurrencyPolicy: 'Forbid' }, { startingDeadlineSeconds: 0 }],
    invalid: [
      [{ schedule: undefined }, 'spec.schedule', 'Required value'],
      [{ startingDeadlineSeconds: -1 }, 'spec.startingDeadlineSeconds', 'should be greater than or equal to 0'],
      [{ concurrencyPolicy: 'Maybe' }, 'spec.concurrencyPolicy', 'supported values'],
      [
        { jobTemplate: { spec: { template: { spec: { containers: [{}] } } } } },
        'spec.jobTemplate.spec.template.spec.containers[0].name',
        'Required value',
      ],
    ],
  },
  {
    pair: 'certificate-like',
    valid: { secretName: 'a', issuerRef: { name: 'b' }, duration: '1h', renewBefore: '1m' },
    alsoValid: [{ usages: ['digital signature'] }, { keystores: { jks: { create: true, password: 'a' } } }],
    invalid: [
      [{ secretName: '' }, 'spec.secretName', 'at least 1 chars long'],
      [{ issuerRef: {} }, 'spec.issuerRef.name', 'Required value'],
      [{ duration: '' }, 'spec', 'renewBefore needs a duration'],
      [{ usages: ['digital'] }, 'spec.usages[0]', 'supported values'],
      [{ ipAddresses: ['1.2.3'] }, 'spec.ipAddresses[0]', 'must be of type ipv4'],
      [{ privateKey: { size: 128 } }, 'spec.privateKey.size', 'should be greater than or equal to 256'],
      [
        { keystores: { jks: { create: true } } },
        'spec.keystores.jks',
        'exactly one of the fields in [password passwordSecretRef]',
      ],
    ],
  },
  {
    pair: 'gateway-like',
    valid: { listeners: [{ name: 'a', port: 80 }] },
    alsoValid: [{ listeners: [{ name: 'a.b', port: 443, allowedRoutes: {} }] }, { addresses: [{ value: '1.2.3.4' }] }],
    invalid: [
      [{ listeners: [] }, 'spec.listeners', 'should have at least 1 items'],
      [{ listeners: [{ name: '-', port: 80 }] }, 'spec.listeners[0].name', 'should match'],
      [{ listeners: [{ name: 'a', port: 0 }] }, 'spec.listeners[0].port', 'should be greater than or equal to 1'],
      [
        {
          listeners: [
            { name: 'a', port: 1 },
            { name: 'a', port: 2 },
          ],
        },
        'spec.listeners[1]',
        'Duplicate value',
      ],
      [{ addresses: [{ type: 'Hostname', value: '' }] }, 'spec.addresses[0]', 'a host name must be one'],
    ],
  },
  {
    pair: 'utility-types',
    valid: {
      full: { a: '', b: 1 },
      picked: { a: '' },
      omitted: { b: 1 },
      partial: {},
      required: { a: '', b: 1, c: 'abc' },
      documented: { b: 1 },
      frozen: { a: '', b: 1 },
    },
    invalid: [
      [{ picked: {} }, 'spec.picked.a', 'Required value'],
      [{ omitted: {} }, 'spec.omitted.b', 'Required value'],
      [{ partial: { c: 'abcd' } }, 'spec.partial.c', 'may not be more than 3'],
      [{ required: { a: '', b: 1 } }, 'spec.required.c', 'Required value'],
    ],
  },
];
