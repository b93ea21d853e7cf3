import { parse } from 'yaml';
import type { Diagnostics } from '../diagnostics/diagnostic.ts';
import type { FieldLocator } from '../generators/generator.ts';
import { type Answer, KubectlProxy, ServerError } from './kubectl-proxy.ts';

/** A CRD, and where its fields come from. */
export interface Judged {
  readonly content: string;
  readonly locate: FieldLocator;
}

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const OPTIONS = '?dryRun=All&fieldManager=controller-gen&fieldValidation=Strict';

/**
 * Asks an API server what it would say to the CRDs; it keeps none of them. What it refuses, such as a rule that does not
 * compile or costs too much, goes to the diagnostics at the place that it comes from.
 */
export async function dryRunOnServer(all: readonly Judged[], diagnostics: Diagnostics, cwd: string): Promise<void> {
  if (all.length === 0) return;
  try {
    await using proxy = await KubectlProxy.start(cwd);
    const answers = await Promise.all(all.map(({ content }) => ask(proxy, content)));
    for (const [i, { locate }] of all.entries()) reportRefusal(answers[i], locate, diagnostics);
  } catch (thrown) {
    if (!(thrown instanceof ServerError)) throw thrown;
    diagnostics.error(undefined, `--dry-run-server: ${thrown.message}`);
  }
}

interface Crd {
  readonly metadata: { readonly name: string; readonly resourceVersion?: string };
}

/** As if the CRD were created, or took the place of the one that is there. */
async function ask(proxy: KubectlProxy, content: string): Promise<Answer> {
  const crd = parse(content) as Crd;
  const { metadata } = crd;
  const created = await proxy.send('POST', CRDS + OPTIONS, crd);
  if (created.status !== HTTP.conflict) return created;
  const path = `${CRDS}/${metadata.name}`;
  const { body } = await proxy.send('GET', path);
  const { resourceVersion } = (body as Crd).metadata;
  return proxy.send('PUT', path + OPTIONS, { ...crd, metadata: { ...metadata, resourceVersion } });
}

const HTTP = { ok: 200, redirect: 300, conflict: 409 } as const;

/** Source: `metav1.Status`. */
interface Status {
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly field?: string; readonly message?: string }[] };
}

/** How the compiler of CEL says where a rule is wrong: line and column from 1. */
const CEL_ERROR = /ERROR: <input>:(\d+):(\d+): (.*)/g;

/** The value that a cause repeats: the source line is shown anyway. */
const VALUE = /^Invalid value: (?:\{.*\}|"(?:[^"\\]|\\.)*"): /;

function reportRefusal(answer: Answer | undefined, locate: FieldLocator, diagnostics: Diagnostics): void {
  if (answer === undefined || (answer.status >= HTTP.ok && answer.status < HTTP.redirect)) return;
  const { message = `status ${answer.status}`, details } = answer.body as Status;
  const causes = details?.causes ?? [];
  if (causes.length === 0) diagnostics.error(locate(''), `the API server says: ${message}`);
  for (const { field = '', message: problem = message } of causes) {
    const places = [...problem.matchAll(CEL_ERROR)];
    if (places.length === 0) diagnostics.error(locate(field), `the API server says: ${problem.replace(VALUE, '')}`);
    for (const [, line, column, text = problem] of places) {
      diagnostics.error(locate(field, { line: Number(line), column: Number(column) }), `the API server says: ${text}`);
    }
  }
}
