import type { Clock } from '../../internal/clock/clock.ts';
import { assertNever } from '../../internal/errors.ts';
import { ExecCredentialSource } from './exec-credentials.ts';
import { readCredentialFile } from './read-file.ts';
import type { AuthConfig } from './rest-config.ts';

/** What a source of credentials has to offer: a value for the `Authorization` header, or a client certificate, or both. */
export interface Credentials {
  readonly authorization: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
}

export interface CredentialSource {
  load(): Promise<Credentials>;
  /** How long what was loaded last may be used. `Infinity`: until the server refuses it. */
  validForMs(): number;
  /** The server refused what was loaded last: forget it. */
  invalidate(): void;
}

export function createCredentialSource(auth: AuthConfig, clock: Clock): CredentialSource {
  switch (auth.kind) {
    case 'none':
      return fixed(undefined);
    case 'token':
      return fixed(`Bearer ${auth.token}`);
    case 'basic':
      return fixed(`Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`);
    case 'tokenFile':
      return {
        load: async () => ({ authorization: `Bearer ${(await readCredentialFile(auth.path)).trim()}` }),
        validForMs: () => Infinity,
        invalidate: () => undefined,
      };
    case 'exec':
      return new ExecCredentialSource(auth.plugin, clock);
    default:
      return assertNever(auth);
  }
}

const fixed = (authorization: string | undefined): CredentialSource => ({
  load: async () => await Promise.resolve({ authorization }),
  validForMs: () => Infinity,
  invalidate: () => undefined,
});
