import { Session } from 'node:inspector/promises';
import { pipeline } from 'node:stream/promises';
import { getHeapSnapshot } from 'node:v8';
import type { Clock } from '../internal/clock/clock.ts';
import { HttpServer, type ServerResponse } from '../internal/http-server/http-server.ts';
import type { Logger } from '../log/index.ts';

export interface ProfileServerOptions {
  readonly bindAddress: string;
  readonly log: Logger;
  readonly clock: Clock;
}

const PREFIX = '/debug/pprof';
const DEFAULT_SECONDS = 30;
const MAX_SECONDS = 300;
const INDEX = `${PREFIX}/profile?seconds=${DEFAULT_SECONDS}  CPU profile, open it in Chrome's DevTools or VS Code
${PREFIX}/heap                heap snapshot; the process stands still while it is taken
`;

/**
 * Serves profiles of this process on request, under the paths of Go's `net/http/pprof`, in V8's own formats. A heap
 * snapshot holds every secret that is in memory: listen on 127.0.0.1 only. Source: `manager.addPprofServer`.
 */
export function createProfileServer({ bindAddress, log, clock }: ProfileServerOptions): HttpServer {
  let profiling = false;
  const profile = async (response: ServerResponse, seconds: number): Promise<void> => {
    if (profiling) {
      text(response, 409, 'a profile is being taken already\n');
      return;
    }
    profiling = true;
    try {
      const taken = await takeCpuProfile(clock, seconds * 1000, closed(response));
      response.writeHead(200, download('application/json', 'cpu.cpuprofile')).end(taken);
    } finally {
      profiling = false;
    }
  };
  return new HttpServer({
    name: 'profile',
    bindAddress,
    setBy: 'profileBindAddress ("0" turns it off)',
    log,
    handler: async (_request, response, { pathname, searchParams }) => {
      if (pathname === PREFIX || pathname === `${PREFIX}/`) {
        text(response, 200, INDEX);
      } else if (pathname === `${PREFIX}/profile`) {
        const seconds = Number(searchParams.get('seconds') ?? DEFAULT_SECONDS);
        if (seconds > 0 && seconds <= MAX_SECONDS) await profile(response, seconds);
        else text(response, 400, `seconds must be above 0 and at most ${MAX_SECONDS}\n`);
      } else if (pathname === `${PREFIX}/heap`) {
        response.writeHead(200, download('application/json', 'heap.heapsnapshot'));
        await pipeline(getHeapSnapshot(), response);
      } else {
        text(response, 404, 'not found\n');
      }
    },
  });
}

async function takeCpuProfile(clock: Clock, ms: number, signal: AbortSignal): Promise<string> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
    await clock.delay(ms, { signal });
    return JSON.stringify((await session.post('Profiler.stop')).profile);
  } finally {
    session.disconnect();
  }
}

/** Aborts when whoever asked has gone. */
function closed(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  return gone.signal;
}

function text(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(body);
}

const download = (type: string, name: string): Readonly<Record<string, string>> => ({
  'content-type': type,
  'content-disposition': `attachment; filename="${name}"`,
});
