import { test } from 'vitest';
import { soon } from '../../support/eventually.ts';
import { useExample } from '../../support/example.ts';

const example = useExample('namespace-quota');
const namespacePath = (): string => `/api/v1/namespaces/${example.environment.namespace}`;
const quotaPath = (): string => `${namespacePath()}/resourcequotas/namespace-quota`;
const quota = (): Promise<unknown> => example.api.find(quotaPath());
const label = (size: string | null): Promise<unknown> =>
  example.api.patch(namespacePath(), { metadata: { labels: { quota: size } } });

test('a namespace that is labelled has the quota of its size', async () => {
  await label('small');
  await soon(quota).toMatchObject({ spec: { hard: { pods: '10' } } });
  await label('large');
  await soon(quota).toMatchObject({ spec: { hard: { pods: '100' } } });
});

test('a quota that is edited or deleted comes back', async () => {
  await example.api.patch(quotaPath(), { spec: { hard: { pods: '999' } } });
  await soon(quota).toMatchObject({ spec: { hard: { pods: '100' } } });
  await example.api.delete(quotaPath());
  await soon(quota).toMatchObject({ spec: { hard: { pods: '100' } } });
});

test('without the label the quota goes', async () => {
  await label(null);
  await soon(quota).toBeUndefined();
});
