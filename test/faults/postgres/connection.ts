import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { InjectionList } from '../injection.ts';
import { FrameSplitter, type Frame, type Side } from './frames.ts';
import { matchesFrame, type WireAct, type WireRule } from './rules.ts';
import { StatementTracker } from './statements.ts';

/** What a connection needs of its proxy. */
export interface Traffic {
  readonly rules: InjectionList<WireRule>;
  readonly delayMs: (side: Side) => number;
  /** While nothing may pass: resolves when things pass again. */
  readonly held: () => Promise<void> | undefined;
  readonly onStatement: (connection: number, sql: string) => void;
  /** A frame after which the client waits for the server to be ready again. */
  readonly onTurn: () => void;
}

/** One client's connection, and the one to the server that belongs to it. */
export class ProxiedConnection {
  /** Resolves when both sockets are closed. Never rejects. */
  readonly closed: Promise<void>;
  readonly #number: number;
  readonly #traffic: Traffic;
  readonly #sockets: Readonly<Record<Side, Socket>>;
  readonly #splitter = new FrameSplitter();
  readonly #tracker = new StatementTracker();
  readonly #over = new AbortController();
  #blackHole = false;
  /** The side whose frames go nowhere any more, since the other end is gone. */
  #swallowed: Side | undefined;

  constructor(
    number: number,
    client: Socket,
    target: { readonly host: string; readonly port: number },
    traffic: Traffic,
  ) {
    this.#number = number;
    this.#traffic = traffic;
    const server = connect(target.port, target.host);
    this.#sockets = { frontend: client, backend: server };
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      // A reset is what this proxy is for; the pump of that side ends by it and takes the other side along.
      socket.on('error', () => undefined);
    }
    this.closed = Promise.all([closeOf(client), closeOf(server)]).then(() => {
      this.#over.abort();
    });
    void this.#pump('frontend');
    void this.#pump('backend');
  }

  /** Both ends see the connection reset. */
  cut(): void {
    this.#over.abort();
    for (const socket of Object.values(this.#sockets)) {
      if (socket.connecting) socket.destroy();
      else socket.resetAndDestroy();
    }
  }

  /** Reads one side to its end, frame by frame. Reading waits for writing: that is the back-pressure. */
  async #pump(side: Side): Promise<void> {
    const [source, sink] = this.#ends(side);
    try {
      for await (const chunk of source as AsyncIterable<Buffer>) {
        for (const frame of this.#splitter.push(side, chunk)) await this.#forward(frame);
      }
      sink.end();
    } catch {
      // Reset by either end, by a rule, or not PostgreSQL at all: in each case this connection is over.
      this.cut();
    }
  }

  async #forward(frame: Frame): Promise<void> {
    if (frame.side === this.#swallowed) return;
    const text = this.#tracker.read(frame);
    const about = { frame, text, connection: this.#number };
    const rule = this.#traffic.rules.strike(({ frame: pattern }) => matchesFrame(pattern, about));
    await this.#pause(this.#traffic.delayMs(frame.side));
    await this.#passable();
    const act = rule?.act;
    if (text.runs && act?.kind !== 'cutBefore' && act?.kind !== 'truncate') {
      this.#traffic.onStatement(this.#number, text.text);
    }
    if (frame.side === 'frontend' && (frame.name === 'Query' || frame.name === 'Sync')) this.#traffic.onTurn();
    if (act === undefined) await this.#send(frame.side, frame.bytes);
    else await this.#act(act, frame);
  }

  async #act(act: WireAct, { side, bytes }: Frame): Promise<void> {
    switch (act.kind) {
      case 'cutBefore':
        this.cut();
        return;
      case 'cutAfter':
        return this.#sendLast(side, bytes);
      case 'truncate':
        return this.#sendLast(side, bytes.subarray(0, act.bytes));
      case 'delay':
        await this.#pause(act.ms);
        return this.#send(side, bytes);
      case 'blackHole':
        this.#blackHole = true;
        return this.#passable();
    }
  }

  async #send(side: Side, bytes: Buffer): Promise<void> {
    const [, sink] = this.#ends(side);
    if (!sink.write(bytes)) await once(sink, 'drain', { signal: this.#over.signal });
  }

  /**
   * The receiving end gets the bytes and an orderly end of the stream, since a reset may overtake what it has not read
   * yet; the sending end sees a reset.
   */
  async #sendLast(side: Side, bytes: Buffer): Promise<void> {
    const [source, sink] = this.#ends(side);
    this.#swallowed = side === 'frontend' ? 'backend' : 'frontend';
    source.resetAndDestroy();
    sink.end(bytes);
    await closeOf(sink);
  }

  async #passable(): Promise<void> {
    if (this.#blackHole) await this.#ended();
    const held = this.#traffic.held();
    if (held !== undefined) await Promise.race([held, this.#ended()]);
    this.#over.signal.throwIfAborted();
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await delay(ms, undefined, { signal: this.#over.signal });
  }

  async #ended(): Promise<void> {
    if (!this.#over.signal.aborted) await once(this.#over.signal, 'abort');
  }

  /** Where frames of `side` come from, and where they go. */
  #ends(side: Side): readonly [source: Socket, sink: Socket] {
    const { frontend, backend } = this.#sockets;
    return side === 'frontend' ? [frontend, backend] : [backend, frontend];
  }
}

/** Not `events.once`, which rejects when the socket fails before it closes. */
async function closeOf(socket: Socket): Promise<void> {
  if (socket.closed) return;
  await new Promise<void>((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
}
