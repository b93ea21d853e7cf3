import { describe, expect, test } from 'vitest';
import { type CommandResult, installWebhooks, type Kubectl, localWebhooks } from '../../../src/index.ts';

const WHERE = { address: '127.0.0.1:9443', caPem: 'PEM' };
const CA = Buffer.from('PEM').toString('base64');

describe('localWebhooks', () => {
  test('turns the service of each webhook into a URL of this machine, with the path kept', () => {
    const manifest = {
      kind: 'ValidatingWebhookConfiguration',
      webhooks: [
        { name: 'a', clientConfig: { service: { name: 's', namespace: 'n', path: '/validate-a' } } },
        { name: 'b', clientConfig: { service: { name: 's', namespace: 'n' }, caBundle: 'old' } },
      ],
    };
    expect(localWebhooks(manifest, WHERE)).toEqual({
      kind: 'ValidatingWebhookConfiguration',
      webhooks: [
        { name: 'a', clientConfig: { url: 'https://127.0.0.1:9443/validate-a', caBundle: CA } },
        { name: 'b', clientConfig: { url: 'https://127.0.0.1:9443/', caBundle: CA } },
      ],
    });
  });

  test('keeps a URL that is there, and the bundle when there is no other', () => {
    const manifest = { webhooks: [{ clientConfig: { url: 'https://localhost:1/x', caBundle: 'old' } }] };
    expect(localWebhooks(manifest, { address: '127.0.0.1:9443' })).toEqual(manifest);
  });

  test('finds the conversion of a CRD, and leaves a field of that name in its schema alone', () => {
    const schema = { properties: { clientConfig: { type: 'object', properties: { url: { type: 'string' } } } } };
    const crd = (clientConfig: object) => ({
      spec: { conversion: { strategy: 'Webhook', webhook: { clientConfig } }, versions: [{ schema }] },
    });
    const before = crd({ service: { name: 's', namespace: 'n', path: '/convert' } });
    expect(localWebhooks(before, WHERE)).toEqual(crd({ url: 'https://127.0.0.1:9443/convert', caBundle: CA }));
  });
});

describe('installWebhooks', () => {
  const result = (over: Partial<CommandResult>): CommandResult => ({ stdout: '', stderr: '', exitCode: 0, ...over });

  test('applies what files hold, however many, and what it is given', async () => {
    const applied: unknown[] = [];
    const printed = [{ kind: 'A' }, { kind: 'B', webhooks: [{ clientConfig: { service: {} } }] }];
    const run = () =>
      Promise.resolve(result({ stdout: printed.map((each) => JSON.stringify(each, null, 4)).join('\n') }));
    const kubectl: Kubectl = Object.assign(run, {
      apply: (...manifests: readonly (object | string)[]) => Promise.resolve(void applied.push(...manifests)),
    });
    await installWebhooks({ kubectl, address: 'localhost:1', paths: ['config/webhook'], manifests: [{ kind: 'C' }] });
    expect(applied).toEqual([
      { kind: 'A' },
      { kind: 'B', webhooks: [{ clientConfig: { url: 'https://localhost:1/' } }] },
      { kind: 'C' },
    ]);
  });

  test('says which file cannot be read', async () => {
    const run = () => Promise.resolve(result({ stderr: 'no such file\n', exitCode: 1 }));
    const kubectl: Kubectl = Object.assign(run, { apply: () => Promise.resolve() });
    await expect(installWebhooks({ kubectl, address: 'x:1', paths: ['nowhere'] })).rejects.toThrow(
      'cannot read nowhere: no such file',
    );
  });
});
