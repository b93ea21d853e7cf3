import { closeSync, openSync, readSync } from 'node:fs';

/** The group of the peers' users. What nobody of this group wrote is not logged. */
export const PEERS_GROUP = 'bench:operators';

/** Writes of the peers, and nothing else: one line each when it is answered. Questions about rights write nothing. */
export const AUDIT_POLICY = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived', 'ResponseStarted'],
  rules: [
    { level: 'None', resources: [{ group: 'authorization.k8s.io' }, { group: 'authentication.k8s.io' }] },
    {
      level: 'Metadata',
      userGroups: [PEERS_GROUP],
      verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'],
    },
    { level: 'None' },
  ],
} as const;

/** A write that the API server has answered. */
export interface ApiWrite {
  readonly user: string;
  readonly verb: string;
  readonly resource: string;
  /** Empty: the object itself. */
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly code: number;
  /** When it was answered, in epoch ms with fractions. */
  readonly doneAt: number;
}

interface AuditEvent {
  readonly verb: string;
  readonly user: { readonly username: string };
  readonly objectRef?: {
    readonly resource?: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly responseStatus?: { readonly code?: number };
  readonly stageTimestamp: string;
}

const CHUNK_BYTES = 1 << 20;

/** Reads the API server's audit log as it grows: the count of writes is the server's, never the operator's. */
export class AuditLog implements Disposable {
  readonly #file: number;
  readonly #buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  #offset = 0;
  #unfinished = '';

  /** @param path of a file that is there. */
  constructor(path: string) {
    this.#file = openSync(path, 'r');
  }

  /** What has been written to it since the last call. */
  read(): readonly ApiWrite[] {
    const writes: ApiWrite[] = [];
    for (;;) {
      const length = readSync(this.#file, this.#buffer, 0, CHUNK_BYTES, this.#offset);
      if (length === 0) return writes;
      this.#offset += length;
      const lines = (this.#unfinished + this.#buffer.toString('latin1', 0, length)).split('\n');
      this.#unfinished = lines.pop() ?? '';
      for (const line of lines) writes.push(toWrite(JSON.parse(line) as AuditEvent));
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}

function toWrite({ verb, user, objectRef = {}, responseStatus, stageTimestamp }: AuditEvent): ApiWrite {
  const { resource = '', subresource = '', namespace = '', name = '' } = objectRef;
  const doneAt = parseMicroTime(stageTimestamp);
  return { user: user.username, verb, resource, subresource, namespace, name, code: responseStatus?.code ?? 0, doneAt };
}

/** `2026-01-02T03:04:05.123456Z`: `Date` knows no microseconds. */
function parseMicroTime(text: string): number {
  return Date.parse(`${text.slice(0, 19)}Z`) + Number(text.slice(19, -1)) * 1_000;
}
