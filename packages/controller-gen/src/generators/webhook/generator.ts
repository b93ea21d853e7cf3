import type { Marker } from '../../markers/marker.ts';
import { MarkerError } from '../../schema/schema-marker.ts';
import { encodeYaml } from '../../yaml/encode.ts';
import type { YamlMapping } from '../../yaml/value.ts';
import type { Generator, GeneratorContext } from '../generator.ts';
import { HEADER_OPTIONS, headerText } from '../header.ts';
import { compareBytes } from '../rbac/rules.ts';
import { WEBHOOK, WEBHOOK_CONFIGURATION, type WebhookConfigurationMarker, type WebhookMarker } from './markers.ts';
import { webhookManifest } from './webhook.ts';

/** Writes the configurations of the webhooks that the markers name, to `manifests.yaml`. */
export const webhookGenerator: Generator = {
  name: 'webhook',
  help: { category: 'Generators', summary: 'Writes webhook configurations from webhook markers.' },
  options: HEADER_OPTIONS,
  markers: [WEBHOOK, WEBHOOK_CONFIGURATION],
  generate(context, options) {
    const configurations = [true, false]
      .map((mutating) => configuration(context, mutating))
      .filter((manifest) => manifest !== undefined);
    if (configurations.length === 0) return [];
    const documents = configurations.map((manifest) => `---\n${encodeYaml(manifest)}`);
    return [{ path: 'manifests.yaml', content: headerText(options, context) + documents.join('') }];
  },
};

/** All webhooks of a kind are listed in one object. */
function configuration(context: GeneratorContext, mutating: boolean): YamlMapping | undefined {
  const name = configurationName(context, mutating);
  const webhooks = markersOf<WebhookMarker>(context, WEBHOOK.name, mutating)
    .toSorted((a, b) => compareBytes(a.value.name, b.value.name))
    .flatMap(({ value, marker }) => manifestOf(context, value, marker));
  if (webhooks.length === 0) return undefined;
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: mutating ? 'MutatingWebhookConfiguration' : 'ValidatingWebhookConfiguration',
    metadata: { name: name ?? (mutating ? 'mutating-webhook-configuration' : 'validating-webhook-configuration') },
    webhooks,
  };
}

function manifestOf(
  { diagnostics }: GeneratorContext,
  value: WebhookMarker,
  { location }: Marker,
): readonly YamlMapping[] {
  try {
    return [webhookManifest(value)];
  } catch (thrown) {
    if (!(thrown instanceof MarkerError)) throw thrown;
    diagnostics.error(location, `+${WEBHOOK.name}: ${thrown.message}`);
    return [];
  }
}

function configurationName(context: GeneratorContext, mutating: boolean): string | undefined {
  const [first, ...others] = markersOf<WebhookConfigurationMarker>(context, WEBHOOK_CONFIGURATION.name, mutating);
  for (const { marker } of others) {
    const kind = mutating ? 'mutating' : 'validating';
    context.diagnostics.error(marker.location, `the ${kind} configuration has a name already`);
  }
  const name = first?.value.name;
  return name === '' ? undefined : name;
}

interface Read<V> {
  readonly marker: Marker;
  readonly value: V;
}

function markersOf<V extends { readonly mutating: boolean }>(
  { packages }: GeneratorContext,
  name: string,
  mutating: boolean,
): readonly Read<V>[] {
  return (
    packages
      .flatMap(({ markers }) => markers.named(name))
      // The parser made the value by the definition's shape; V names its type.
      .map((marker) => ({ marker, value: marker.value as unknown as V }))
      .filter(({ value }) => value.mutating === mutating)
  );
}
