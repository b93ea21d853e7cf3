import { didYouMean } from '../../diagnostics/suggest.ts';
import { MarkerError } from '../../schema/schema-marker.ts';
import type { YamlMapping, YamlValue } from '../../yaml/value.ts';

/** What an object may have: the shape of each field, `any` for what is not looked into. */
interface Shape {
  readonly [field: string]: Shape | 'any';
}

const SELECTOR: Shape = { matchLabels: 'any', matchExpressions: 'any' };
/** Source: `admissionregistrationv1.MutatingWebhook`. */
const WEBHOOK: Shape = {
  name: 'any',
  clientConfig: { url: 'any', caBundle: 'any', service: { name: 'any', namespace: 'any', path: 'any', port: 'any' } },
  rules: 'any',
  failurePolicy: 'any',
  matchPolicy: 'any',
  namespaceSelector: SELECTOR,
  objectSelector: SELECTOR,
  sideEffects: 'any',
  timeoutSeconds: 'any',
  admissionReviewVersions: 'any',
  reinvocationPolicy: 'any',
  matchConditions: 'any',
};

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Merges JSON into a webhook: objects field by field, lists as a whole; null removes a field. An unknown field is an
 * error. (The original takes a strategic merge patch. A webhook has no list that is merged by it and can be there
 * before the patch, so the two agree but for `$patch` directives, which are refused here.)
 *
 * @throws {MarkerError} if the patch is no JSON object, or names a field that a webhook does not have.
 */
export function applyPatch(webhook: YamlMapping, patch: string): YamlMapping {
  if (patch === '') return webhook;
  let parsed: Json;
  try {
    parsed = JSON.parse(patch) as Json;
  } catch (thrown) {
    throw new MarkerError(`the patch is no JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
  if (!isObject(parsed)) throw new MarkerError('the patch must be a JSON object');
  return merge(webhook, parsed, WEBHOOK, '');
}

function merge(
  target: YamlMapping,
  patch: Readonly<Record<string, Json>>,
  shape: Shape | 'any',
  path: string,
): YamlMapping {
  const result: Record<string, YamlValue | undefined> = { ...target };
  for (const [key, change] of Object.entries(patch)) {
    const inner = shape === 'any' ? 'any' : Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (inner === undefined) {
      const known = shape === 'any' ? [] : Object.keys(shape);
      throw new MarkerError(`a webhook has no field ${path}${key}.${didYouMean(key, known)}`);
    }
    if (change === null) Reflect.deleteProperty(result, key);
    else if (isObject(change)) {
      const before = result[key];
      result[key] = merge(isMapping(before) ? before : {}, change, inner, `${path}${key}.`);
    } else result[key] = change;
  }
  return result;
}

function isObject(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMapping(value: YamlValue | undefined): value is YamlMapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
