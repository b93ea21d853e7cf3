import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { cutting, trickling, truncating, type WatchGate } from './body.ts';
import type { Recording } from './recording.ts';
import type { RequestInfo } from './request-info.ts';
import { statusObject, type HttpAct, type Phase } from './rules.ts';
import { lineEditing, stalling } from './watch-lines.ts';

/** One request of a client, read whole, and where its answer goes. */
export interface Exchange {
  readonly info: RequestInfo;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
  /** How to reach the real server. */
  readonly target: RequestOptions;
  /** Aborted once the client is gone or the proxy closes. */
  readonly signal: AbortSignal;
  /** Resets the client's connection. */
  readonly reset: () => void;
  /** Earlier answers, for `replay`. */
  readonly recording: Recording;
  /** For a watch: the last thing that it passes through. */
  readonly gate: WatchGate | undefined;
}

/** Headers that belong to one connection, not to the message. Source: RFC 9110, 7.6.1. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

/** Answers a request as `act` says, or as the server does. Resolves once the answer is over. */
export async function answer(exchange: Exchange, act: HttpAct | undefined): Promise<void> {
  if (act?.kind === 'replay') {
    exchange.recording.replay(exchange.request.url ?? '', exchange.response);
    return;
  }
  if (act !== undefined && strikes(act, 'before') && (await strike(exchange, act))) return;
  if (act?.kind === 'resend') await drain(await forward(exchange, act));
  const upstream = await forward(exchange, act);
  if (act !== undefined && strikes(act, 'applied')) {
    if (act.kind === 'delay') {
      await strike(exchange, act);
    } else {
      await drain(upstream);
      await strike(exchange, act);
      return;
    }
  }
  await passBack(exchange, upstream, act);
}

function strikes(act: HttpAct, phase: Phase): boolean {
  return 'phase' in act || ['status', 'delay', 'reset', 'hang'].includes(act.kind)
    ? ((act as { readonly phase?: Phase }).phase ?? 'before') === phase
    : false;
}

/** Does what needs no answer of the server. True if the exchange is over by it. */
async function strike({ response, reset, signal }: Exchange, act: HttpAct): Promise<boolean> {
  switch (act.kind) {
    case 'status': {
      const body = act.body ?? JSON.stringify(statusObject(act.code, act.reason, act.message));
      response.writeHead(act.code, { 'content-type': 'application/json', ...act.headers });
      response.end(body);
      return true;
    }
    case 'reset':
      reset();
      return true;
    case 'hang':
      await once(signal, 'abort');
      return true;
    case 'delay':
      await delay(act.ms, undefined, { signal });
      return false;
    default:
      return false;
  }
}

/** Sends the request on, with the proxy's identity in place of the client's; resolves with the head of the answer. */
async function forward(exchange: Exchange, act: HttpAct | undefined): Promise<IncomingMessage> {
  const { request, body, target, signal } = exchange;
  const headers = endToEnd(request.headers);
  delete headers.authorization;
  delete headers.host;
  headers['content-length'] = body.length;
  // Lines can be told apart only in plain text.
  if (act?.kind === 'editLines' || act?.kind === 'stall') delete headers['accept-encoding'];
  const upstream = httpsRequest({ ...target, method: request.method, path: request.url, headers, signal });
  upstream.end(body);
  const [response] = (await once(upstream, 'response')) as [IncomingMessage];
  return response;
}

async function drain(upstream: IncomingMessage): Promise<void> {
  upstream.resume();
  if (!upstream.readableEnded) await once(upstream, 'end');
}

async function passBack(exchange: Exchange, upstream: IncomingMessage, act: HttpAct | undefined): Promise<void> {
  const { response, request, gate } = exchange;
  const headers = endToEnd(upstream.headers);
  const faults = act === undefined ? [] : bodyFaults(exchange, act);
  if (faults.length > 0) delete headers['content-length'];
  response.writeHead(upstream.statusCode ?? 502, headers);
  response.flushHeaders();
  const last = gate ?? exchange.recording.tee(request.url ?? '', upstream);
  await pipeline([upstream, ...faults, last, response], { signal: exchange.signal });
}

function bodyFaults({ reset }: Exchange, act: HttpAct): readonly Transform[] {
  switch (act.kind) {
    case 'resetInBody':
      return [cutting(act.bytes, reset)];
    case 'truncate':
      return [truncating(act.bytes)];
    case 'trickle':
      return [trickling(act.bytes, act.pauseMs)];
    case 'editLines':
      return [lineEditing(act.edit)];
    case 'stall':
      return [stalling(act.afterLines)];
    default:
      return [];
  }
}

function endToEnd(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
}
