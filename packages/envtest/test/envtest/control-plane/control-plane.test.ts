import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { describe, expect, test } from 'vitest';
import { startControlPlane } from '../../../src/control-plane/start-control-plane.ts';
import { identify, isRunning } from '../../../src/process/process-identity.ts';
import { childrenOf } from '../../support/children.ts';

const CRD = fileURLToPath(new URL('./widgets.crd.yaml', import.meta.url));
const widget = { apiVersion: 'test.kubewright.dev/v1', kind: 'Widget', metadata: { name: 'one' }, spec: { size: 3 } };

describe('a control plane of one’s own', () => {
  const env = testEnvironment({ ownControlPlane: { crdPaths: [CRD], controllerManager: true } });

  test('has its CRDs established, so that objects are taken at once and checked', async () => {
    await env.kubectl.apply(widget);
    await expect(env.kubectl.apply({ ...widget, spec: { size: 'big' } })).rejects.toThrow('spec.size');
  });

  test('knows users, who may do what RBAC lets them', async () => {
    const ann = await env.controlPlane.addUser({ name: 'ann', groups: ['readers'] });
    expect(JSON.parse((await ann.kubectl('auth', 'whoami', '--output=json')).stdout)).toMatchObject({
      status: { userInfo: { username: 'ann', groups: ['readers', 'system:authenticated'] } },
    });
    const list = ['get', 'widgets', `--namespace=${env.namespace}`];
    expect(await ann.kubectl(...list)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('Forbidden') as unknown,
    });
    await env.kubectl('create', 'role', 'read', '--verb=list', '--resource=widgets');
    await env.kubectl('create', 'rolebinding', 'read', '--role=read', '--group=readers');
    await eventually(async () => expect(await ann.kubectl(...list)).toMatchObject({ exitCode: 0 }));
  });

  test('removes a namespace with all that is in it, which its controller manager does', async () => {
    await env.kubectl('create', 'namespace', 'doomed');
    await env.kubectl.apply({ ...widget, metadata: { name: 'doomed', namespace: 'doomed' } });
    const { exitCode, stderr } = await env.kubectl('delete', 'namespace', 'doomed', '--timeout=20s');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect((await env.kubectl('get', 'namespace', 'doomed')).stderr).toContain('NotFound');
  });

  test('keeps its objects when its API server is restarted', async () => {
    const { server } = env.config;
    await env.controlPlane.stopApiServer();
    expect(env.controlPlane.apiServer.isRunning).toBe(false);
    expect(await env.kubectl('get', 'widget', 'one')).toMatchObject({ exitCode: 1 });
    await env.controlPlane.startApiServer();
    expect(await env.kubectl('get', 'widget', 'one', '--output=name')).toMatchObject({ exitCode: 0 });
    expect(env.controlPlane.access.config.server).toBe(server);
    await expect(env.controlPlane.startApiServer()).rejects.toThrow('kube-apiserver runs already');
  });
});

describe('beside the control plane of the run', () => {
  const env = testEnvironment();

  test('another runs by itself, and after its stop all of it is gone', async () => {
    const own = await startControlPlane({ durable: true });
    const processes = [own.etcd, own.apiServer].map(({ pid }) => identify(pid));
    await own.kubectl('create', 'namespace', 'only-here');
    expect((await env.kubectl('get', 'namespace', 'only-here')).stderr).toContain('NotFound');
    await own.stop();
    await own.stop();
    expect(processes.filter(isRunning)).toEqual([]);
    expect(existsSync(own.access.directory)).toBe(false);
    await expect(own.startApiServer()).rejects.toThrow('stopped for good');
    expect(await env.kubectl('get', 'namespaces')).toMatchObject({ exitCode: 0 });
  });
});

test('a start that fails quotes the log and leaves nothing running', async () => {
  const start = startControlPlane({ apiServerFlags: { 'no-such-flag': '1' } });
  await expect(start).rejects.toThrow(/kube-apiserver ended \(exit code 1\)[^]*unknown flag: --no-such-flag/);
  await eventually(() => {
    expect([...childrenOf(process.pid).values()]).toEqual([]);
  });
});

test('CRDs that are not there fail the start before anything runs', async () => {
  await expect(startControlPlane({ crdPaths: ['/no/such/folder'] })).rejects.toThrow('no CRDs at /no/such/folder');
});
