import { describe, expect, test } from 'vitest';
import { deleteBody, listQuery, applyQuery, watchQuery } from '../../../src/client/query.ts';
import { collectionPath, groupVersionPath, objectPath } from '../../../src/client/request-path.ts';
import { WIDGET } from '../cache/fake-api.ts';

const node = { ...WIDGET, group: '', kind: 'Node', plural: 'nodes', scope: 'Cluster' } as const;
const role = { ...WIDGET, kind: 'Role', plural: 'roles' };

describe('a path', () => {
  test.each([
    { path: groupVersionPath(node), want: '/api/v1' },
    { path: collectionPath(WIDGET, undefined), want: '/apis/demo.yash.com/v1/widgets' },
    { path: collectionPath(WIDGET, 'n'), want: '/apis/demo.yash.com/v1/namespaces/n/widgets' },
    { path: objectPath(WIDGET, { namespace: 'n', name: 'a' }), want: '/apis/demo.yash.com/v1/namespaces/n/widgets/a' },
    {
      path: objectPath(WIDGET, { namespace: 'n', name: 'a' }, 'status'),
      want: '/apis/demo.yash.com/v1/namespaces/n/widgets/a/status',
    },
    { path: objectPath(node, { name: 'a' }), want: '/api/v1/nodes/a' },
    {
      path: objectPath(role, { namespace: 'n', name: 'system:x' }),
      want: '/apis/demo.yash.com/v1/namespaces/n/roles/system%3Ax',
    },
    { path: objectPath(node, { name: 'a?b#c d' }), want: '/api/v1/nodes/a%3Fb%23c%20d' },
  ])('$want', ({ path, want }) => {
    expect(path).toBe(want);
  });

  test.each([
    { key: { namespace: 'n', name: '' }, says: 'the name is missing' },
    { key: { name: 'a' }, says: 'the namespace is missing' },
    { key: { namespace: '', name: 'a' }, says: 'the namespace is missing' },
    { key: { namespace: 'n', name: '..' }, says: 'not a name' },
    { key: { namespace: 'n', name: 'a/status' }, says: 'not a name' },
    { key: { namespace: '..', name: 'a' }, says: 'not a name' },
    { key: { namespace: 'n', name: '%2e' }, says: 'not a name' },
  ])('of $key is refused: $says', ({ key, says }) => {
    expect(() => objectPath(WIDGET, key)).toThrow(says);
  });

  test('of a cluster-scoped kind has no namespace', () => {
    expect(() => objectPath(node, { namespace: 'n', name: 'a' })).toThrow('Node is cluster-scoped');
  });
});

test.each([
  { query: listQuery({}), want: '' },
  { query: listQuery({ labelSelector: '' }), want: '' },
  {
    query: listQuery({ labelSelector: 'a in (b)', limit: 5, continue: 'x=' }),
    want: '?labelSelector=a%20in%20(b)&limit=5&continue=x%3D',
  },
  {
    query: watchQuery({ resourceVersion: '5', allowWatchBookmarks: true }),
    want: '?watch=true&resourceVersion=5&allowWatchBookmarks=true',
  },
  {
    query: applyQuery({ dryRun: true, force: true, fieldManager: 'me', fieldValidation: 'Strict' }),
    want: '?dryRun=All&fieldManager=me&fieldValidation=Strict&force=true',
  },
  { query: applyQuery({ dryRun: false }), want: '' },
])('query $want', ({ query, want }) => {
  expect(query).toBe(want);
});

test.each([
  { options: {}, want: undefined },
  { options: { signal: new AbortController().signal }, want: undefined },
  { options: { dryRun: true }, want: { dryRun: ['All'] } },
  { options: { gracePeriodSeconds: 0 }, want: { gracePeriodSeconds: 0 } },
  {
    options: { propagationPolicy: 'Foreground' as const, preconditions: { uid: 'u' } },
    want: { propagationPolicy: 'Foreground', preconditions: { uid: 'u' } },
  },
])('a deletion with $options says $want', ({ options, want }) => {
  const body = deleteBody(options);
  if (want === undefined) expect(body).toBeUndefined();
  else expect(JSON.parse(body ?? '')).toEqual({ apiVersion: 'meta.k8s.io/v1', kind: 'DeleteOptions', ...want });
});
