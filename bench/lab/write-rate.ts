import { jsonPatch, mergePatch } from '@kubewright/controller-runtime/client';
import { createNamespace } from '@kubewright/envtest';
import { PostgresWriter } from '../../apps/postgres-writer/api/v1/index.ts';
import { FINALIZER } from '../../apps/postgres-writer/controller/finalizer.ts';
import { cpuOfProcess } from './cpu.ts';
import { createObject, each, namesOf } from './objects.ts';
import type { Lab } from './servers.ts';

/** The writes of which a PostgresWriter's life consists. */
export type WriteKind = 'create' | 'finalizer' | 'status';

export interface WriteRate {
  readonly perSecond: number;
  /** CPU of the API server for one. */
  readonly apiServerCpuMs: number;
}

/** W: how fast this API server takes writes of this kind from a client that does nothing else. */
export type WriteRates = Readonly<Record<WriteKind, WriteRate>>;

/** As many connections as an operator has. */
const CONCURRENCY = 64;

/**
 * Measures it, with no operator running. The finalizer is set by the operator's JSON patch and the status by its merge
 * patch, with the conditions of a row in sync.
 */
export async function measureWriteRates(lab: Lab, objects: number): Promise<WriteRates> {
  const namespace = await createNamespace(lab.controlPlane.access.config, 'bare');
  const { client } = lab;
  const names = namesOf(objects);
  const measure = async (work: (name: string) => Promise<unknown>): Promise<WriteRate> => {
    const before = { at: performance.now(), cpuMs: cpuOfProcess(lab.controlPlane.apiServer.pid) };
    await each(names, work, CONCURRENCY);
    const cpuMs = cpuOfProcess(lab.controlPlane.apiServer.pid) - before.cpuMs;
    return { perSecond: (objects / (performance.now() - before.at)) * 1000, apiServerCpuMs: cpuMs / objects };
  };
  const patch = jsonPatch({ op: 'add', path: '/metadata/finalizers', value: [FINALIZER] });
  return {
    create: await measure((name) => createObject(client, namespace, name)),
    finalizer: await measure((name) => client.patch(PostgresWriter, { namespace, name }, patch)),
    status: await measure((name) => client.status.patch(PostgresWriter, { namespace, name }, statusOf(1))),
  };
}

const statusOf = (generation: number) =>
  mergePatch({
    status: {
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'InSync',
          message: 'The row in public.students equals the spec.',
          lastTransitionTime: '2026-01-01T00:00:00Z',
          observedGeneration: generation,
        },
      ],
      observedGeneration: generation,
      table: 'public.students',
    },
  });
