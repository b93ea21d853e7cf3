import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { EXIT, run } from '../../src/index.ts';
import { OBJECT_CASES, type ObjectCases, type Spec } from '../support/object-cases.ts';

const PAIRS = join(import.meta.dirname, '../reference/pairs');
const folder = mkdtempSync(join(tmpdir(), 'controller-gen-objects-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Crd {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly [{ readonly name: string }];
  };
}

/** The CRD of a pair, in a group of its own: other tests look at the one of the pair's own group. */
async function crdOf(pair: string): Promise<string> {
  let stdout = '';
  const add = (text: string): void => void (stdout += text);
  const args = ['crd:maxDescLen=0', `paths=./${pair}/...`, 'output:stdout'];
  expect(await run(args, { cwd: PAIRS, stdout: add, stderr: add }), stdout).toBe(EXIT.done);
  return stdout.replaceAll('.example.com', '.objects.example.com');
}

describe(`a real API server takes and refuses what the markers say, for ${OBJECT_CASES.length} kinds`, () => {
  const env = testEnvironment();
  const manifests = new Map<string, Crd>();
  /** What the server said to each object, by name. */
  let refused: ReadonlyMap<string, string> = new Map();
  let refusedLater: ReadonlyMap<string, string> = new Map();
  let accepted = '';

  function write(step: string, name: string, pair: string, spec: Spec): void {
    const { group, names, versions } = manifests.get(pair)?.spec ?? {};
    const object = {
      apiVersion: `${group ?? ''}/${versions?.[0].name ?? ''}`,
      kind: names?.kind,
      metadata: { name, namespace: env.namespace },
      spec,
    };
    mkdirSync(join(folder, step), { recursive: true });
    writeFileSync(join(folder, step, `${name}.json`), JSON.stringify(object));
  }

  const eachOf = (
    list: (cases: ObjectCases) => readonly Spec[],
    use: (name: string, cases: ObjectCases, spec: Spec) => void,
  ): void => {
    for (const cases of OBJECT_CASES) {
      for (const [i, change] of list(cases).entries()) use(`${cases.pair}-${i}`, cases, { ...cases.valid, ...change });
    }
  };

  beforeAll(async () => {
    mkdirSync(join(folder, 'crds'));
    for (const { pair } of OBJECT_CASES) {
      const text = await crdOf(pair);
      manifests.set(pair, parse(text) as Crd);
      writeFileSync(join(folder, 'crds', `${pair}.yaml`), text);
    }
    const created = await env.kubectl('create', '--validate=strict', `--filename=${join(folder, 'crds')}`);
    expect(created.stderr).toBe('');
    await env.kubectl('wait', '--for=condition=Established', `--filename=${join(folder, 'crds')}`);

    eachOf(
      ({ alsoValid = [] }) => [{}, ...alsoValid],
      (name, { pair }, spec) => write('valid', name, pair, spec),
    );
    eachOf(
      ({ invalid }) => invalid.map(([change]) => change),
      (name, { pair }, spec) => write('invalid', name, pair, spec),
    );
    // The valid object is there under the name of each that is to take its place.
    eachOf(
      ({ later = [] }) => later.map(() => ({})),
      (name, { pair }, spec) => write('there', name, pair, spec),
    );
    eachOf(
      ({ later = [] }) => later.map(([change]) => change),
      (name, { pair }, spec) => write('later', name, pair, spec),
    );

    const send = (verb: string, step: string, ...args: readonly string[]): ReturnType<typeof env.kubectl> =>
      env.kubectl(verb, '--validate=strict', `--filename=${join(folder, step)}`, ...args);
    const valid = await send('create', 'valid', '--dry-run=server');
    accepted = valid.stdout + valid.stderr;
    refused = refusals((await send('create', 'invalid', '--dry-run=server')).stderr);
    expect((await send('create', 'there')).stderr).toBe('');
    refusedLater = refusals((await send('replace', 'later', '--dry-run=server')).stderr);
  }, 120_000);

  test('every valid object is taken', () => {
    const names = readdirSync(join(folder, 'valid')).map((file) => file.replace('.json', ''));
    const missing = names.filter((name) => !accepted.includes(`/${name} created (server dry run)`));
    expect(missing, accepted).toEqual([]);
    expect(names.length).toBeGreaterThan(OBJECT_CASES.length);
  });

  describe.for(OBJECT_CASES)('$pair', ({ pair, invalid, later = [] }) => {
    test.for(invalid.map((refusal, i) => [i, ...refusal] as const))('refuses %i: %j', ([i, , field, says]) => {
      expectRefusal(refused.get(`${pair}-${i}`), field, says);
    });
    test.for(later.map((refusal, i) => [i, ...refusal] as const))(
      'refuses as a change %i: %j',
      ([i, , field, says]) => {
        expectRefusal(refusedLater.get(`${pair}-${i}`), field, says);
      },
    );
  });
});

/** kubectl's report by the object's name, one line each. */
function refusals(stderr: string): ReadonlyMap<string, string> {
  const parts = stderr.split(/^(?=Error from server)/m);
  return new Map(parts.map((part) => [/"([\w-]+)" is invalid/.exec(part)?.[1] ?? part, part]));
}

/** `… is invalid: FIELD: problem`, or a list of them in brackets. */
function expectRefusal(said: string | undefined, field: string, says: string): void {
  expect(said).toContain(' is invalid: ');
  const problems = (said ?? '').split(' is invalid: ')[1]?.split(/(?:^\[|, )(?=(?:spec[\w.[\]-]*|<nil>): )/) ?? [];
  expect(problems.filter((problem) => problem.startsWith(`${field}: `)).join('\n'), said).toContain(says);
}
