import { MarkerError } from '../../schema/schema-marker.ts';
import type { YamlMapping } from '../../yaml/value.ts';
import type { WebhookMarker } from './markers.ts';
import { applyPatch } from './patch.ts';

const VERBS = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT', '*'];
const FAILURE_POLICIES = ['Fail', 'Ignore'];
const MATCH_POLICIES = ['Exact', 'Equivalent'];
const SIDE_EFFECTS = ['None', 'NoneOnDryRun'];
const REINVOCATION_POLICIES = ['Never', 'IfNeeded'];
const MAX_TIMEOUT_SECONDS = 30;

/**
 * A webhook as it stands in its configuration.
 *
 * Source: `ToMutatingWebhook` and `ToValidatingWebhook` of controller-tools' pkg/webhook.
 *
 * @throws {MarkerError} if an API server would refuse it.
 */
export function webhookManifest(marker: WebhookMarker): YamlMapping {
  const { name, mutating, timeoutSeconds = 0, admissionReviewVersions, reinvocationPolicy } = marker;
  if (admissionReviewVersions.length === 0) throw new MarkerError('admissionReviewVersions must not be empty');
  checkTimeout(timeoutSeconds);
  for (const version of marker.webhookVersions ?? []) oneOf('webhookVersions', version, ['v1']);
  const webhook: YamlMapping = {
    name,
    rules: [rule(marker)],
    failurePolicy: oneOf('failurePolicy', marker.failurePolicy, FAILURE_POLICIES),
    matchPolicy: optional('matchPolicy', marker.matchPolicy, MATCH_POLICIES),
    clientConfig: clientConfig(marker),
    sideEffects: oneOf('sideEffects', marker.sideEffects ?? '', SIDE_EFFECTS),
    timeoutSeconds: timeoutSeconds === 0 ? undefined : timeoutSeconds,
    admissionReviewVersions,
    reinvocationPolicy: mutating
      ? optional('reinvocationPolicy', reinvocationPolicy, REINVOCATION_POLICIES)
      : undefined,
  };
  const patched = applyPatch(webhook, marker.patch ?? '');
  if (typeof patched['timeoutSeconds'] === 'number') checkTimeout(patched['timeoutSeconds']);
  return patched;
}

function rule({ groups, versions, resources, verbs }: WebhookMarker): YamlMapping {
  return {
    apiGroups: groups.map((group) => (group === 'core' ? '' : group)),
    apiVersions: versions,
    resources,
    operations: verbs.map((verb) => oneOf('verbs', verb, VERBS)),
  };
}

function clientConfig({ path = '', url = '', serviceName, serviceNamespace, servicePort }: WebhookMarker): YamlMapping {
  if ((path === '') === (url === '')) throw new MarkerError('give either a path at the Service or a url');
  if (url !== '') return { url };
  return {
    service: {
      name: nonEmpty(serviceName) ?? 'webhook-service',
      namespace: nonEmpty(serviceNamespace) ?? 'system',
      path,
      port: servicePort,
    },
  };
}

function checkTimeout(seconds: number): void {
  if (seconds < 0 || seconds > MAX_TIMEOUT_SECONDS) {
    throw new MarkerError(`timeoutSeconds is 1 to ${MAX_TIMEOUT_SECONDS}, not ${seconds}`);
  }
}

/** The API's own spelling of a value that may be written in any case. */
function oneOf(what: string, given: string, allowed: readonly string[]): string {
  const known = allowed.find((value) => value.toLowerCase() === given.toLowerCase());
  if (known === undefined) throw new MarkerError(`${what} is one of ${allowed.join(', ')}, not "${given}"`);
  return known;
}

function optional(what: string, given: string | undefined, allowed: readonly string[]): string | undefined {
  return given === undefined || given === '' ? undefined : oneOf(what, given, allowed);
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
