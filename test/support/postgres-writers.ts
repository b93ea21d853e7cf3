import type { ApiServer } from './api-server.ts';

export interface Spec {
  readonly table: string;
  readonly name: string;
  readonly age: number;
  readonly country: string;
  readonly driftPolicy?: 'Correct' | 'Report';
  readonly deletionPolicy?: 'Delete' | 'Retain';
  readonly adoptionPolicy?: 'Fail' | 'Adopt';
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
  readonly lastTransitionTime: string;
}

/** A PostgresWriter, as far as these tests look at it. */
export interface PostgresWriter {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly generation: number;
    readonly resourceVersion: string;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: Spec;
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly observedGeneration?: number;
    readonly table?: string;
  };
}

/** The Go original's, so that an upgrade in place works. */
export const FINALIZER = 'finalizers.postgreswriters.demo.yash.com/cleanup-row';

/** A spec that the table of the sample takes. */
export const aSpec = (over: Partial<Spec> = {}): Spec => ({
  table: 'students',
  name: 'Ann',
  age: 30,
  country: 'Peru',
  ...over,
});

/** The row that a spec asks for. */
export interface Row {
  readonly id: string;
  readonly name: string;
  readonly age: number;
  readonly country: string;
}

export const conditionOf = (object: PostgresWriter | undefined, type: string): Condition | undefined =>
  object?.status?.conditions?.find((condition) => condition.type === type);

/** `True`, or the reason why not; undefined while nothing has been said of the newest generation. */
export function readiness(object: PostgresWriter | undefined): string | undefined {
  const ready = conditionOf(object, 'Ready');
  if (object === undefined || ready?.observedGeneration !== object.metadata.generation) return undefined;
  return ready.status === 'True' ? 'True' : ready.reason;
}

/** The PostgresWriters of one namespace. */
export class PostgresWriters {
  readonly namespace: string;
  readonly #api: ApiServer;

  constructor(api: ApiServer, namespace: string) {
    this.#api = api;
    this.namespace = namespace;
  }

  async create(name: string, spec: Partial<Spec> = {}, metadata: object = {}): Promise<PostgresWriter> {
    return this.#api.create(this.path(), {
      apiVersion: 'demo.yash.com/v1',
      kind: 'PostgresWriter',
      metadata: { name, ...metadata },
      spec: aSpec(spec),
    });
  }

  /** Creates many, several at a time. */
  async createMany(names: readonly string[], spec: (index: number) => Partial<Spec> = () => ({})): Promise<void> {
    await Promise.all(names.map((name, index) => this.create(name, spec(index))));
  }

  async get(name: string): Promise<PostgresWriter | undefined> {
    return this.#api.find(this.path(name));
  }

  async list(): Promise<readonly PostgresWriter[]> {
    const { items } = await this.#api.get<{ readonly items: readonly PostgresWriter[] }>(this.path());
    return items;
  }

  async edit(name: string, spec: Partial<Spec>): Promise<PostgresWriter> {
    return this.patch(name, { spec });
  }

  /** A merge patch. */
  async patch(name: string, patch: object): Promise<PostgresWriter> {
    return this.#api.patch(this.path(name), patch);
  }

  async delete(name: string): Promise<void> {
    await this.#api.delete(this.path(name));
  }

  /** `True`, or the reason why not. Undefined: not said yet, or gone. */
  async readiness(name: string): Promise<string | undefined> {
    return readiness(await this.get(name));
  }

  /** How many objects there are, and how many say `Ready=True` of their newest spec. */
  async count(): Promise<{ readonly objects: number; readonly ready: number }> {
    const all = await this.list();
    return { objects: all.length, ready: all.filter((object) => readiness(object) === 'True').length };
  }

  /** The row that the object `name` with this spec asks for. */
  row(name: string, spec: Partial<Spec> = {}): Row {
    const { name: person, age, country } = aSpec(spec);
    return { id: `${this.namespace}/${name}`, name: person, age, country };
  }

  path(name?: string): string {
    const collection = `/apis/demo.yash.com/v1/namespaces/${this.namespace}/postgreswriters`;
    return name === undefined ? collection : `${collection}/${name}`;
  }
}
