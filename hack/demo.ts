/**
 * `make demo`: the main job on the real parts, from nothing to a row. Every step is checked; the first that is not as it
 * should be ends the demo with exit code 1. `--keep` leaves everything running until Ctrl-C.
 */
import { once } from 'node:events';
import process from 'node:process';
import { measureLatency, percentile } from './demo/latency.ts';
import { createTables, startOperator, startServers } from './demo/servers.ts';
import { good, heading, Stage, type StudentRow } from './demo/stage.ts';
import { dim, red } from './lib/table.ts';

const SAMPLE = 'config/samples/demo_v1_postgreswriter.yaml';
const ID = 'default/sample-student';
const MEASURED = 100;
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const ms = (value: number): string => `${value.toFixed(1)} ms`;

const keepRunning = process.argv.includes('--keep');
const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    interrupted.abort(new Error(`stopped by ${name}`));
  });
}
const { signal } = interrupted;

async function play(stack: AsyncDisposableStack): Promise<void> {
  const began = performance.now();
  heading('1. A real API server, a real PostgreSQL');
  const servers = await startServers(stack, signal);
  good(`kube-apiserver and PostgreSQL are up after ${seconds(began)}`);
  const stage = new Stage(servers.controlPlane, servers.database, signal);

  heading('2. make install, make run');
  await stage.kubectl('apply', '--server-side', '-k', 'config/crd');
  await stage.kubectl('wait', '--for=condition=Established', 'crd/postgreswriters.demo.yash.com');
  await createTables(servers.database);
  await startOperator(stack, servers, signal);
  good('the tables of config/samples/students.sql are there, the operator is ready');

  heading('3. A resource becomes a row');
  const row: StudentRow = { id: ID, name: 'alex', age: 23, country: 'canada' };
  const typed = performance.timeOrigin + performance.now();
  const took = await stage.kubectl('apply', '-f', SAMPLE);
  await stage.expectRows('students', [row]);
  const committed = await stage.committedAt('students', ID);
  if (committed === undefined) throw new Error('PostgreSQL does not say when it committed the row');
  good(`from typing to the committed row: ${ms(committed - typed)}, kubectl's own ${ms(took)} included`);

  heading('4. An edit follows');
  await stage.kubectl('patch', 'pw', 'sample-student', '--type=merge', '-p', '{"spec":{"age":24,"country":"norway"}}');
  const edited: StudentRow = { ...row, age: 24, country: 'norway' };
  await stage.expectRows('students', [edited]);

  heading('5. The row moves to another table');
  await stage.kubectl('patch', 'pw', 'sample-student', '--type=merge', '-p', '{"spec":{"table":"alumni"}}');
  await stage.expectRows('alumni', [edited]);
  await stage.expectRows('students', []);
  await stage.kubectl('wait', '--for=condition=Ready', 'pw/sample-student', '--timeout=15s');
  await stage.kubectl('get', 'pw');

  heading('6. Deleted: the row goes, then the object');
  await stage.kubectl('delete', 'pw', 'sample-student');
  await stage.expectRows('alumni', []);
  await stage.kubectl('get', 'pw');

  heading(`7. How long from apply to row, ${MEASURED} times`);
  const { toRow, createCall } = await measureLatency(stage, {
    kubeconfigPath: servers.controlPlane.kubeconfigPath,
    count: MEASURED,
    signal,
  });
  good(
    `apply → row: p50 ${ms(percentile(toRow, 0.5))}, p99 ${ms(percentile(toRow, 0.99))} (the create call alone: p50 ${ms(percentile(createCall, 0.5))})`,
  );
  await stage.expectRows('students', []);

  good(`the demo took ${seconds(began)}`);
  if (keepRunning) await keep(servers.variables, servers.controlPlane.access.kubectlPath);
}

async function keep(variables: Readonly<Record<string, string>>, kubectlPath: string): Promise<void> {
  heading('Everything goes on running. To try it by hand, in another terminal:');
  console.log(`alias kubectl='${kubectlPath}'`);
  for (const [name, value] of Object.entries(variables)) console.log(`export ${name}='${value}'`);
  console.log(dim('\nCtrl-C ends it all.'));
  if (!signal.aborted) await once(signal, 'abort');
}

const message = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

const failures: string[] = [];
const stack = new AsyncDisposableStack();
for (const part of [() => play(stack), () => stack.disposeAsync()]) {
  await part().catch((thrown: unknown) => failures.push(message(thrown)));
}
if (signal.aborted) {
  console.error(dim('\neverything that the demo started is gone'));
  // Ctrl-C is how a demo that was kept ends; anywhere else it is an interruption.
  process.exitCode = keepRunning && failures.length === 0 ? 0 : 130;
} else if (failures.length > 0) {
  console.error(`\n${red('The demo failed:')} ${failures.join('\n')}`);
  process.exitCode = 1;
} else {
  console.log(dim('everything that the demo started is gone'));
}
