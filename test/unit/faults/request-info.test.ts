import { expect, test } from 'vitest';
import { requestInfo } from '../../faults/http/request-info.ts';

const WRITERS = '/apis/demo.yash.com/v1/namespaces/ns/postgreswriters';

test.each([
  {
    line: `GET ${WRITERS}`,
    is: { verb: 'list', group: 'demo.yash.com', version: 'v1', resource: 'postgreswriters', namespace: 'ns', name: '' },
  },
  { line: `GET ${WRITERS}/ann`, is: { verb: 'get', name: 'ann', subresource: '' } },
  { line: `GET ${WRITERS}?watch=true&resourceVersion=1`, is: { verb: 'watch', name: '' } },
  { line: `GET ${WRITERS}?watch=false`, is: { verb: 'list' } },
  { line: `PATCH ${WRITERS}/ann/status`, is: { verb: 'patch', name: 'ann', subresource: 'status' } },
  { line: `POST ${WRITERS}`, is: { verb: 'create', name: '' } },
  { line: `PUT ${WRITERS}/ann`, is: { verb: 'update' } },
  { line: `DELETE ${WRITERS}/ann`, is: { verb: 'delete' } },
  { line: `DELETE ${WRITERS}`, is: { verb: 'deletecollection' } },
  {
    line: 'GET /apis/demo.yash.com/v1/postgreswriters',
    is: { verb: 'list', namespace: '', resource: 'postgreswriters' },
  },
  {
    line: 'GET /api/v1/namespaces/ns',
    is: { verb: 'get', group: '', resource: 'namespaces', name: 'ns', namespace: '' },
  },
  { line: 'GET /api/v1/namespaces/ns/pods', is: { verb: 'list', resource: 'pods', namespace: 'ns' } },
  { line: 'GET /api/v1/namespaces', is: { verb: 'list', resource: 'namespaces' } },
  { line: 'GET /api/v1/namespaces/ns/configmaps/a%2Fb', is: { name: 'a/b' } },
  { line: 'GET /version', is: { verb: 'get', resource: '' } },
  { line: 'GET /apis/demo.yash.com/v1', is: { verb: 'get', resource: '' } },
])('$line', ({ line, is }) => {
  const [method = '', url = ''] = line.split(' ');
  expect(requestInfo(method, url)).toMatchObject(is);
});
