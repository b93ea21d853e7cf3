import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { afterEach } from 'vitest';

/** A folder of its own for each test, gone afterwards. */
export function temporaryFolder(): {
  readonly write: (name: string, content: unknown) => Promise<string>;
  readonly path: () => Promise<string>;
} {
  let folder: Promise<string> | undefined;
  afterEach(async () => {
    if (folder !== undefined) await rm(await folder, { recursive: true });
    folder = undefined;
  });
  const path = async (): Promise<string> => await (folder ??= mkdtemp(join(tmpdir(), 'kubewright-')));
  return {
    path,
    /** Writes text as it is, and anything else as YAML. */
    write: async (name, content) => {
      const file = join(await path(), name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, typeof content === 'string' ? content : stringify(content));
      return file;
    },
  };
}

export interface KubeconfigInit {
  readonly name?: string;
  readonly cluster?: object;
  readonly user?: object;
  readonly context?: object;
}

/** A kubeconfig of one context that works. */
export function aKubeconfig({ name = 'test', cluster = {}, user = {}, context = {} }: KubeconfigInit = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server: `https://${name}:6443`, ...cluster } }],
    users: [{ name, user: { token: `token-of-${name}`, ...user } }],
    contexts: [{ name, context: { cluster: name, user: name, ...context } }],
  };
}

/** Not PEM that anything could be done with, but it looks like it. */
export const pemOf = (text: string): string => `-----BEGIN ${text}-----\n`;
export const base64 = (text: string): string => Buffer.from(text).toString('base64');
