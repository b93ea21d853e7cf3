import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installWebhooks } from '../../../src/index.ts';
import { testEnvironment } from '../../../src/vitest/index.ts';

const env = testEnvironment({ namespaces: 1 });

const configuration = (name: string): string => `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: ${name}
webhooks:
  - name: ${name}.envtest.kubewright.dev
    admissionReviewVersions: [v1]
    sideEffects: None
    clientConfig:
      service: { name: hooks, namespace: system, path: /validate }
    rules:
      - { apiGroups: [nobody.example.com], apiVersions: [v1], resources: [none], operations: [CREATE] }
`;

test('files of a folder are installed with their webhooks on this machine', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'webhooks-'));
  const names = ['a', 'b', 'c'].map((name) => `${env.namespace}-${name}`);
  const [a = '', b = '', c = ''] = names;
  try {
    await writeFile(join(folder, 'manifests.yaml'), [configuration(a), configuration(b)].join('---'));
    await writeFile(join(folder, 'more.yaml'), configuration(c));
    await installWebhooks({ kubectl: env.kubectl, address: '127.0.0.1:1', paths: [folder] });
    for (const name of names) {
      const { stdout } = await env.kubectl(
        'get',
        'validatingwebhookconfiguration',
        name,
        '-o',
        'jsonpath={.webhooks[*].clientConfig}',
      );
      expect(JSON.parse(stdout)).toEqual({ url: 'https://127.0.0.1:1/validate' });
    }
  } finally {
    await env.kubectl('delete', 'validatingwebhookconfiguration', ...names, '--ignore-not-found');
    await rm(folder, { recursive: true });
  }
});
