/**
 * `make test`: the gate, then every test in one run, the real parts included. The last line counts the tests; a step of
 * the gate that failed counts as one failure.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { ROOT, run } from './lib/process.ts';

const REPORT = join(ROOT, 'node_modules/.cache/test-report.json');

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** False also when a file could not be loaded or a hook failed, which no single test shows. */
  readonly success: boolean;
}

async function readReport(): Promise<Report | undefined> {
  try {
    return JSON.parse(await readFile(REPORT, 'utf8')) as Report;
  } catch (error) {
    console.error(`no test report: ${String(error)}`);
    return undefined;
  }
}

await rm(REPORT, { force: true });
const gate = await run(['node', '--conditions=@kubewright/source', 'hack/check.ts', '--without-unit'], {
  stream: true,
});
const tests = await run(['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`], {
  stream: true,
});

const report = await readReport();
const passed = report?.numPassedTests ?? 0;
const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
const brokenRun = (report?.numFailedTests ?? 0) === 0 && tests.code !== 0 ? 1 : 0;
const failed = (report?.numFailedTests ?? 0) + brokenRun + (gate.code === 0 ? 0 : 1);
if (gate.code !== 0) console.log('the gate failed: see its report above');
if (brokenRun === 1) console.log('the test run failed outside of any test: see above');

process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`);
