import { readFile } from 'node:fs/promises';
import { toError } from '../../internal/errors.ts';
import { ConfigError } from './config-error.ts';
import type { PemSource } from './rest-config.ts';

/** @throws ConfigError which names the file. */
export async function readCredentialFile(path: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    const cause = toError(thrown);
    throw new ConfigError(`${path} cannot be read: ${cause.message}`, { cause });
  }
  // A rotation that is not atomic leaves the file empty for a moment: that is no credential.
  if (text.trim() === '') throw new ConfigError(`${path} is empty`);
  return text;
}

export async function readPem(source: PemSource | undefined): Promise<string | undefined> {
  return source?.kind === 'file' ? await readCredentialFile(source.path) : source?.pem;
}
