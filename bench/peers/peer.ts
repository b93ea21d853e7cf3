import type { ProgressListener } from '@kubewright/envtest';

/** What an operator under measurement is given. */
export interface Surroundings {
  readonly kubeconfigPath: string;
  /** It keeps to this one. */
  readonly namespace: string;
  readonly database: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
    readonly password: string;
  };
}

/** A command and its environment, which is added to this process's. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface BuildOptions {
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
}

/** An operator for PostgresWriters that is measured. */
export interface Peer {
  /** As the API server knows its user. */
  readonly name: string;
  /** As the report calls it. */
  readonly title: string;
  /** What it is made of and which tricks of the API it uses, in a sentence for the report. */
  readonly about: string;
  /** It says in the status what became of a row. */
  readonly writesStatus: boolean;
  /** A row follows the edits of its object, and is repaired at the latest at a restart. */
  readonly followsEdits: boolean;
  /** It removes rows whose object vanished while it was down. */
  readonly sweepsOrphans: boolean;
  /** It has an event loop, whose delays can be measured. */
  readonly runsOnNode: boolean;
  /**
   * Makes it ready to start; what was built before is not built again.
   * @throws PeerUnavailable where this machine lacks a toolchain for it.
   */
  build(options: BuildOptions): Promise<(surroundings: Surroundings) => Program>;
}

/** A peer that cannot be measured on this machine, and why. */
export class PeerUnavailable extends Error {
  override readonly name = 'PeerUnavailable';
}

/** The variables by which the peers in `bench/peers` learn where to work. */
export const watchVariables = ({ kubeconfigPath, namespace }: Surroundings): Readonly<Record<string, string>> => ({
  KUBECONFIG: kubeconfigPath,
  WATCH_NAMESPACE: namespace,
});

/** The variables that libpq and its likes read. */
export const pgVariables = ({ database: address }: Surroundings): Readonly<Record<string, string>> => ({
  PGHOST: address.host,
  PGPORT: String(address.port),
  PGUSER: address.user,
  PGPASSWORD: address.password,
  PGDATABASE: address.database,
  PGSSLMODE: 'disable',
});
