import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { InjectionList, type Injection } from './injection.ts';
import { ProxiedConnection, type Traffic } from './postgres/connection.ts';
import type { Side } from './postgres/frames.ts';
import { describeWireRule, type WireRule } from './postgres/rules.ts';

export type { WireRule } from './postgres/rules.ts';

export interface PostgresProxyOptions {
  /** The real server. */
  readonly host: string;
  readonly port: number;
}

/** A statement that passed towards the server. */
export interface SeenStatement {
  /** Which connection, counted from 1 in the order of their coming. */
  readonly connection: number;
  readonly sql: string;
}

/**
 * A proxy before PostgreSQL that knows the wire protocol's frames (TP of the fault list): it can cut a connection at a
 * frame, hold it up, black-hole it, refuse new ones, and it counts statements. Data passes with back-pressure.
 *
 * With TLS between client and server only what precedes the handshake can be told apart: rules on frames need
 * `PSQL_SSLMODE=disable`.
 */
export class PostgresProxy implements AsyncDisposable {
  readonly host = '127.0.0.1';
  readonly port: number;
  readonly #server: Server;
  readonly #target: PostgresProxyOptions;
  readonly #rules = new InjectionList<WireRule>();
  readonly #connections = new Set<ProxiedConnection>();
  readonly #delays: Record<Side, number> = { frontend: 0, backend: 0 };
  readonly #traffic: Traffic;
  #statements: SeenStatement[] = [];
  #roundTrips = 0;
  #accepted = 0;
  #hold: PromiseWithResolvers<undefined> | undefined;

  private constructor(server: Server, target: PostgresProxyOptions) {
    this.#server = server;
    this.#target = target;
    this.port = (server.address() as AddressInfo).port;
    this.#traffic = {
      rules: this.#rules,
      delayMs: (side) => this.#delays[side],
      held: () => this.#hold?.promise,
      onStatement: (connection, sql) => {
        this.#statements.push({ connection, sql });
      },
      onTurn: () => {
        this.#roundTrips += 1;
      },
    };
    server.on('connection', (client) => this.#accept(client));
  }

  /** Listens on a free port of the loopback interface. */
  static async start(target: PostgresProxyOptions): Promise<PostgresProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new PostgresProxy(server, target);
  }

  /** Puts a fault in place. The first rule that strikes at a frame decides what becomes of it. */
  inject(rule: WireRule): Injection {
    return this.#rules.add(rule, describeWireRule(rule));
  }

  /** Every statement that was run since the start or the last {@link forgetStatements}: one entry a `Query` or `Execute`. */
  get statements(): readonly SeenStatement[] {
    return this.#statements;
  }

  /**
   * How often a client waited for the server to be ready again, since the start or the last {@link forgetStatements}:
   * once a `Query` or `Sync`, however many statements were sent with it. The login is not counted.
   */
  get roundTrips(): number {
    return this.#roundTrips;
  }

  forgetStatements(): void {
    this.#statements = [];
    this.#roundTrips = 0;
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Connections that were ever accepted. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Holds every frame up by so long, in one direction (`frontend`: towards the server), from now on. */
  delay(side: Side, ms: number): void {
    this.#delays[side] = ms;
  }

  /**
   * Nothing passes any more, in neither direction, and nobody is told: what a dropped route looks like. New connections
   * are accepted and get no answer. As after a real outage, what is still waiting goes through when it ends.
   */
  blackHole(): void {
    this.#hold ??= Promise.withResolvers<undefined>();
  }

  /** Closes the port, so that new connections are refused, and cuts the open ones. */
  async refuse(): Promise<void> {
    if (this.#server.listening) {
      const closed = once(this.#server, 'close');
      this.#server.close();
      this.cutAll();
      await closed;
    }
  }

  /** Ends {@link blackHole}, {@link refuse} and {@link delay}; rules stay. */
  async restore(): Promise<void> {
    this.#delays.frontend = 0;
    this.#delays.backend = 0;
    this.#hold?.resolve(undefined);
    this.#hold = undefined;
    if (!this.#server.listening) {
      this.#server.listen(this.port, this.host);
      await once(this.#server, 'listening');
    }
  }

  /** Resets every open connection, on both sides. */
  cutAll(): void {
    for (const connection of this.#connections) connection.cut();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#rules.clear();
    await this.refuse();
    this.cutAll();
    await Promise.all([...this.#connections].map((connection) => connection.closed));
  }

  #accept(client: Socket): void {
    this.#accepted += 1;
    const connection = new ProxiedConnection(this.#accepted, client, this.#target, this.#traffic);
    this.#connections.add(connection);
    void connection.closed.then(() => this.#connections.delete(connection));
  }
}
