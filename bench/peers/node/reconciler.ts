import { ignoreNotFound, type PostgresWriterApi } from './api.ts';
import { type Condition, FINALIZER, type PostgresWriter, type Status } from './postgres-writer.ts';
import { describeFailure, type RowStore } from './rows.ts';

/** Writes a row before it says so in the status, and removes it before it lets the object go. */
export class Reconciler {
  readonly #api: PostgresWriterApi;
  readonly #rows: RowStore;

  constructor(api: PostgresWriterApi, rows: RowStore) {
    this.#api = api;
    this.#rows = rows;
  }

  /** Brings one row to what its object asks for. */
  async reconcile(read: PostgresWriter): Promise<void> {
    if (read.metadata?.deletionTimestamp !== undefined) {
      await this.#finalize(read);
      return;
    }
    const finalizers = read.metadata?.finalizers ?? [];
    const object = finalizers.includes(FINALIZER)
      ? read
      : await ignoreNotFound(this.#api.setFinalizers(read, [...finalizers, FINALIZER]));
    if (object === undefined) return;
    try {
      await this.#write(object);
    } catch (thrown) {
      await this.#writeStatus(object, thrown);
      throw thrown;
    }
    await this.#writeStatus(object);
    log('row written', object);
  }

  async #write(object: PostgresWriter): Promise<void> {
    const { table, name, age, country } = object.spec;
    const row = { id: rowId(object), name, age, country };
    const previous = object.status?.table;
    if (previous !== undefined && previous !== table) await this.#rows.move(previous, table, row);
    else await this.#rows.write(table, row);
  }

  async #finalize(object: PostgresWriter): Promise<void> {
    const finalizers = object.metadata?.finalizers ?? [];
    if (!finalizers.includes(FINALIZER)) return;
    await this.#rows.remove(object.status?.table ?? object.spec.table, rowId(object));
    const left = finalizers.filter((name) => name !== FINALIZER);
    await ignoreNotFound(this.#api.setFinalizers(object, left));
    log('row removed', object);
  }

  /** Writes only what is news. */
  async #writeStatus(object: PostgresWriter, failure?: unknown): Promise<void> {
    const status = statusOf(object, failure);
    if (status !== undefined) await ignoreNotFound(this.#api.replaceStatus(object, status));
  }
}

/** @returns undefined where the object already says it. */
function statusOf({ metadata, spec, status = {} }: PostgresWriter, failure: unknown): Status | undefined {
  const before = status.conditions?.find(({ type }) => type === 'Ready');
  const generation = metadata?.generation ?? 0;
  const says =
    failure === undefined
      ? { status: 'True', reason: 'InSync', message: 'the row equals the spec' }
      : { status: 'False', reason: 'WriteFailed', message: describeFailure(failure) };
  const table = failure === undefined ? spec.table : status.table;
  const isSame =
    before?.status === says.status &&
    before.reason === says.reason &&
    before.message === says.message &&
    before.observedGeneration === generation &&
    status.observedGeneration === generation &&
    status.table === table;
  if (isSame) return undefined;
  const isFlip = before?.status !== says.status;
  const ready: Condition = {
    type: 'Ready',
    ...says,
    observedGeneration: generation,
    lastTransitionTime: isFlip ? new Date().toISOString().replace(/\.\d+/, '') : before.lastTransitionTime,
  };
  const others = status.conditions?.filter(({ type }) => type !== 'Ready') ?? [];
  return { conditions: [...others, ready], observedGeneration: generation, ...(table === undefined ? {} : { table }) };
}

const rowId = ({ metadata }: PostgresWriter): string => `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;

function log(message: string, object: PostgresWriter): void {
  console.log(JSON.stringify({ time: new Date().toISOString(), message, id: rowId(object), table: object.spec.table }));
}
