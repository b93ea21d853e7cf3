import { availableParallelism } from 'node:os';
import { cpuOfMachine, cpuOfProcess, cpuOfTree } from './cpu.ts';
import type { Lab } from './servers.ts';

/** Whose CPU is told apart. */
export type Part = 'apiServer' | 'etcd' | 'postgres' | 'operator' | 'bench';

/** What was used between a start and a stop. */
export interface Usage {
  readonly wallMs: number;
  readonly cpuMs: Readonly<Record<Part, number>>;
  /** The share of the machine's capacity that others used: what makes a repetition worthless. */
  readonly foreignShare: number;
}

/** Measures CPU time from now on. */
export class Meter {
  readonly #lab: Lab;
  readonly #operator: () => number | undefined;
  readonly #helpers: readonly number[];
  readonly #startedAt = performance.now();
  readonly #machine = cpuOfMachine();
  readonly #parts: Readonly<Record<Part, number>>;

  /**
   * @param operator the process id of the operator that runs now, if one does.
   * @param helpers the ids of processes that belong to the bench.
   */
  constructor(lab: Lab, operator: () => number | undefined, helpers: readonly number[] = []) {
    this.#lab = lab;
    this.#operator = operator;
    this.#helpers = helpers;
    this.#parts = this.#read();
  }

  stop(): Usage {
    const wallMs = performance.now() - this.#startedAt;
    const machine = cpuOfMachine() - this.#machine;
    const now = this.#read();
    const cpuMs = {
      apiServer: now.apiServer - this.#parts.apiServer,
      etcd: now.etcd - this.#parts.etcd,
      postgres: now.postgres - this.#parts.postgres,
      operator: now.operator - this.#parts.operator,
      bench: now.bench - this.#parts.bench,
    };
    const ours = Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0);
    return { wallMs, cpuMs, foreignShare: Math.max(0, machine - ours) / (wallMs * availableParallelism()) };
  }

  #read(): Readonly<Record<Part, number>> {
    const { controlPlane, postgres } = this.#lab;
    const operator = this.#operator();
    return {
      apiServer: cpuOfProcess(controlPlane.apiServer.pid),
      etcd: cpuOfProcess(controlPlane.etcd.pid),
      // Its backends come and go as its children.
      postgres: cpuOfTree(postgres.server.pid),
      operator: operator === undefined ? 0 : cpuOfTree(operator),
      bench: [process.pid, ...this.#helpers].reduce((sum, pid) => sum + cpuOfProcess(pid), 0),
    };
  }
}
