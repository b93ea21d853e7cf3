import { expect, test } from 'vitest';
import { proxyFromEnvironment } from '../../../../src/client/config/environment-proxy.ts';

const PROXY = 'http://proxy:3128';

test.each([
  { server: 'https://api:6443', env: { HTTPS_PROXY: PROXY }, want: PROXY },
  { server: 'https://api:6443', env: { https_proxy: PROXY }, want: PROXY },
  { server: 'https://api:6443', env: { HTTPS_PROXY: 'proxy:3128' }, want: PROXY },
  { server: 'https://api:6443', env: { HTTP_PROXY: PROXY }, want: undefined },
  { server: 'http://api:8080', env: { HTTP_PROXY: PROXY }, want: PROXY },
  { server: 'https://api:6443', env: {}, want: undefined },
  { server: 'https://127.0.0.1:6443', env: { HTTPS_PROXY: PROXY }, want: undefined },
  { server: 'https://localhost:6443', env: { HTTPS_PROXY: PROXY }, want: undefined },
  { server: 'https://[::1]:6443', env: { HTTPS_PROXY: PROXY }, want: undefined },
  { server: 'https://api.example.com', env: { HTTPS_PROXY: PROXY, NO_PROXY: 'example.com' }, want: undefined },
  { server: 'https://api.example.com', env: { HTTPS_PROXY: PROXY, NO_PROXY: '.example.com' }, want: undefined },
  { server: 'https://example.com', env: { HTTPS_PROXY: PROXY, NO_PROXY: '.example.com' }, want: PROXY },
  { server: 'https://notexample.com', env: { HTTPS_PROXY: PROXY, NO_PROXY: 'example.com' }, want: PROXY },
  { server: 'https://api', env: { HTTPS_PROXY: PROXY, NO_PROXY: 'other, *' }, want: undefined },
  { server: 'https://api:6443', env: { HTTPS_PROXY: PROXY, NO_PROXY: 'api:6443' }, want: undefined },
  { server: 'https://api:6443', env: { HTTPS_PROXY: PROXY, NO_PROXY: 'api:443' }, want: PROXY },
  { server: 'https://10.1.2.3:443', env: { HTTPS_PROXY: PROXY, no_proxy: '10.0.0.0/8' }, want: undefined },
  { server: 'https://11.1.2.3:443', env: { HTTPS_PROXY: PROXY, no_proxy: '10.0.0.0/8' }, want: PROXY },
])('$server with $env goes through $want', ({ server, env, want }) => {
  expect(proxyFromEnvironment(server, env)).toBe(want);
});
