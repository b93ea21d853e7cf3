/**
 * `make test`: the gate, then every test in one run, the real parts included. The last line counts the tests; a step of
 * the gate that failed counts as one failure.
 */
import { readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import process from 'node:process';
import { stripVTControlCharacters } from 'node:util';
import { ROOT, run } from './lib/process.ts';

const REPORT = join(ROOT, 'node_modules/.cache/test-report.json');

interface TestFile {
  readonly name: string;
  readonly assertionResults: readonly {
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages: readonly string[];
  }[];
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** False also when a file could not be loaded or a hook failed, which no single test shows. */
  readonly success: boolean;
  readonly testResults: readonly TestFile[];
}

/** Of a failure: its message, and as much of a process's log as usually tells why. */
const FAILURE_CHARS = 6_000;

async function readReport(): Promise<Report | undefined> {
  try {
    return JSON.parse(await readFile(REPORT, 'utf8')) as Report;
  } catch (error) {
    console.error(`no test report: ${String(error)}`);
    return undefined;
  }
}

/** Once more, whole and at the end: the last lines are what a reader of a long log sees first. */
function printFailures({ testResults }: Report): void {
  for (const { name, assertionResults } of testResults) {
    for (const { fullName, status, failureMessages } of assertionResults) {
      if (status !== 'failed') continue;
      const message = stripVTControlCharacters(failureMessages.join('\n')).slice(0, FAILURE_CHARS);
      console.log(`\nfailed: ${relative(ROOT, name)} > ${fullName}\n${message}`);
    }
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
if (report !== undefined) printFailures(report);
const passed = report?.numPassedTests ?? 0;
const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
const brokenRun = (report?.numFailedTests ?? 0) === 0 && tests.code !== 0 ? 1 : 0;
const failed = (report?.numFailedTests ?? 0) + brokenRun + (gate.code === 0 ? 0 : 1);
if (gate.code !== 0) console.log('the gate failed: see its report above');
if (brokenRun === 1) console.log('the test run failed outside of any test: see above');

process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`);
