/**
 * `make uninstall` and `make undeploy`. Deleting a CRD deletes its objects, and an object that still has the operator's
 * finalizer waits for an operator. So they are counted first and named, with what to do, instead of a hang.
 */
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { FINALIZER } from '../apps/postgres-writer/controller/finalizer.ts';

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

function kubectl(
  args: readonly string[],
  inherit: boolean,
): { readonly code: number; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr, error } = spawnSync(values.kubectl, args, {
    encoding: 'utf8',
    stdio: ['ignore', inherit ? 'inherit' : 'pipe', inherit ? 'inherit' : 'pipe'],
    maxBuffer: 1 << 30,
  });
  if (error !== undefined) {
    console.error(
      `cannot run ${values.kubectl}: ${error.message}. Install kubectl, or name it: make uninstall KUBECTL=/path/to/kubectl`,
    );
    process.exit(1);
  }
  return { code: status ?? 1, stdout, stderr };
}

/** `namespace/name` of every object that still has our finalizer; undefined when the CRD is not there. */
function heldObjects(): readonly string[] | undefined {
  const crd = kubectl(['get', 'crd', CRD, '--ignore-not-found', '-o', 'name'], false);
  if (crd.code !== 0) {
    console.error(`cannot ask the cluster for its CRDs:\n${crd.stderr.trim()}`);
    process.exit(1);
  }
  if (crd.stdout.trim() === '') return undefined;
  const { code, stdout, stderr } = kubectl(['get', CRD, '--all-namespaces', '-o', 'json'], false);
  if (code !== 0) {
    console.error(`cannot list the PostgresWriters:\n${stderr.trim()}`);
    process.exit(1);
  }
  return (JSON.parse(stdout) as Listed).items
    .filter(({ metadata }) => metadata.finalizers?.includes(FINALIZER) === true)
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
}

const held = heldObjects();
if (held !== undefined && held.length > 0) {
  console.error(
    `${held.length} PostgresWriter${held.length === 1 ? ' still holds' : 's still hold'} the operator's finalizer, so nothing was removed:`,
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

if (held === undefined) console.log(`the CRD ${CRD} is not installed`);
const target = values.deployment ? 'config/default' : 'config/crd';
process.exitCode =
  held === undefined && !values.deployment ? 0 : kubectl(['delete', '--ignore-not-found', '-k', target], true).code;
