/**
 * `make uninstall` and `make undeploy`. Deleting a CRD deletes its objects, and an object that still has the operator's
 * finalizer waits for an operator. So they are counted first and named, with what to do, instead of a hang.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { FINALIZER } from '../apps/postgres-writer/controller/finalizer.ts';
import { removeFinalizerPolicy } from './lib/finalizer-policy.ts';
import { runKubectl } from './lib/kubectl.ts';

const CRD = 'postgreswriters.demo.yash.com';
const SHOWN = 10;

interface Listed {
  readonly items: readonly {
    readonly metadata: { readonly namespace: string; readonly name: string; readonly finalizers?: readonly string[] };
  }[];
}

const { values } = parseArgs({
  options: { kubectl: { type: 'string', default: 'kubectl' }, deployment: { type: 'boolean', default: false } },
});

const kubectl = (...args: readonly string[]) => runKubectl(values.kubectl, args);

/** `namespace/name` of every object that still has our finalizer; undefined when the CRD is not there. */
function heldObjects(): readonly string[] | undefined {
  const crd = kubectl('get', 'crd', CRD, '--ignore-not-found', '-o', 'name');
  if (crd.code !== 0) {
    console.error(`cannot ask the cluster for its CRDs:\n${crd.stderr.trim()}`);
    process.exit(1);
  }
  if (crd.stdout.trim() === '') return undefined;
  const { code, stdout, stderr } = kubectl('get', CRD, '--all-namespaces', '-o', 'json');
  if (code !== 0) {
    console.error(`cannot list the PostgresWriters:\n${stderr.trim()}`);
    process.exit(1);
  }
  return (JSON.parse(stdout) as Listed).items
    .filter(({ metadata }) => metadata.finalizers?.includes(FINALIZER) === true)
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
}

/** Ends this process where objects would wait for an operator. @param done what was done before. */
function refuseIfHeld(held: readonly string[] | undefined, done: string): void {
  if (held === undefined || held.length === 0) return;
  console.error(
    `${held.length} PostgresWriter${held.length === 1 ? ' still holds' : 's still hold'} the operator's finalizer, so ${done}:`,
  );
  for (const name of held.slice(0, SHOWN)) console.error(`  ${name}`);
  if (held.length > SHOWN) console.error(`  … and ${held.length - SHOWN} more`);
  console.error(`
With the operator running, delete them first, and their rows go with them:
  ${values.kubectl} delete ${CRD} --all --all-namespaces
To keep the rows, stop the operator and take the finalizer off each object:
  ${values.kubectl} -n NAMESPACE patch ${CRD} NAME --type=merge -p '{"metadata":{"finalizers":null}}'
Then run this again.`);
  process.exit(1);
}

const held = heldObjects();
refuseIfHeld(held, 'nothing was removed');
// Without the operator nobody takes away what the policy would go on setting, so it goes first.
const removed = removeFinalizerPolicy(values.kubectl);
if (removed !== 0) process.exit(removed);
// What was created while we looked.
refuseIfHeld(heldObjects(), 'nothing was removed but the policy that sets it at creation');

if (held === undefined) console.log(`the CRD ${CRD} is not installed`);
const target = values.deployment ? 'config/default' : 'config/crd';
process.exitCode =
  held === undefined && !values.deployment
    ? 0
    : runKubectl(values.kubectl, ['delete', '--ignore-not-found', '-k', target], { inherit: true }).code;
