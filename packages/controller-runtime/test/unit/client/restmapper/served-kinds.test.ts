import { ApiError } from '@kubewright/apimachinery';
import { expect, test } from 'vitest';
import { fetchServedKinds } from '../../../../src/client/restmapper/index.ts';
import type { TransportRequest } from '../../../../src/client/transport/index.ts';

/** A server that answers these paths, and says which were asked. */
function serverWith(answers: Readonly<Record<string, unknown>>): {
  readonly asked: string[];
  readonly call: (request: TransportRequest) => Promise<string>;
} {
  const asked: string[] = [];
  const call = async ({ path }: TransportRequest): Promise<string> => {
    asked.push(path);
    const answer = answers[path];
    if (answer instanceof Error) throw answer;
    return await Promise.resolve(JSON.stringify(answer));
  };
  return { asked, call };
}

const POD = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  listKind: 'PodList',
  scope: 'Namespaced',
  subresources: ['status'],
};
const NODE = {
  ...POD,
  kind: 'Node',
  plural: 'nodes',
  singular: 'node',
  listKind: 'NodeList',
  scope: 'Cluster',
  subresources: [],
};
const deployment = (version: string): object => ({
  ...NODE,
  group: 'apps',
  version,
  kind: 'Deployment',
  plural: 'deployments',
  singular: 'deployment',
  listKind: 'DeploymentList',
  scope: 'Namespaced',
});

test('a server with aggregated discovery is asked twice', async () => {
  const server = serverWith({
    '/api': {
      kind: 'APIGroupDiscoveryList',
      items: [
        {
          versions: [
            {
              version: 'v1',
              resources: [
                {
                  resource: 'pods',
                  singularResource: 'pod',
                  responseKind: { group: '', version: 'v1', kind: 'Pod' },
                  scope: 'Namespaced',
                  subresources: [{ subresource: 'status' }],
                },
                { resource: 'nodes', responseKind: { kind: 'Node' }, scope: 'Cluster' },
                { resource: 'unknown', scope: 'Cluster' },
              ],
            },
          ],
        },
      ],
    },
    '/apis': {
      kind: 'APIGroupDiscoveryList',
      items: [
        { metadata: { name: 'down.example.com' }, versions: [{ version: 'v1', freshness: 'Stale' }] },
        {
          metadata: { name: 'apps' },
          versions: ['v1', 'v1beta1'].map((version) => ({
            version,
            freshness: 'Current',
            resources: [{ resource: 'deployments', responseKind: { kind: 'Deployment' }, scope: 'Namespaced' }],
          })),
        },
      ],
    },
  });
  const { kinds, failed } = await fetchServedKinds(server);
  expect(kinds).toEqual([POD, NODE, deployment('v1'), deployment('v1beta1')]);
  expect([...failed.keys()]).toEqual(['down.example.com/v1']);
  expect(server.asked).toEqual(['/api', '/apis']);
});

test('a server without it is asked once more for each version, the preferred one first, and one that is down hides no other', async () => {
  const resources = [{ name: 'deployments', singularName: 'deployment', namespaced: true, kind: 'Deployment' }];
  const server = serverWith({
    '/api': { kind: 'APIVersions', versions: ['v1'] },
    '/apis': {
      kind: 'APIGroupList',
      groups: [
        {
          name: 'apps',
          versions: [{ version: 'v1beta1' }, { version: 'v1' }],
          preferredVersion: { version: 'v1' },
        },
        { name: 'down.example.com', versions: [{ version: 'v1' }] },
      ],
    },
    '/api/v1': {
      resources: [
        { name: 'pods', singularName: 'pod', namespaced: true, kind: 'Pod' },
        { name: 'pods/status', singularName: '', namespaced: true, kind: 'Pod' },
        { name: 'nodes', singularName: '', namespaced: false, kind: 'Node' },
      ],
    },
    '/apis/apps/v1': { resources },
    '/apis/apps/v1beta1': { resources },
    '/apis/down.example.com/v1': new ApiError({ code: 503 }),
  });
  const { kinds, failed } = await fetchServedKinds(server);
  expect(kinds).toEqual([POD, NODE, deployment('v1'), deployment('v1beta1')]);
  expect(failed.get('down.example.com/v1')).toBeInstanceOf(ApiError);
});

test('a server that refuses the first question is an error', async () => {
  const server = serverWith({ '/api': new ApiError({ code: 401 }), '/apis': {} });
  await expect(fetchServedKinds(server)).rejects.toThrow(ApiError);
});
