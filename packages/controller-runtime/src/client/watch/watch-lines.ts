import type { Kind, KubernetesObject } from '@kubewright/apimachinery';
import { toError } from '../../internal/errors.ts';
import type { WatchLine, WatchOptions } from '../client.ts';
import type { Transport, TransportRequest } from '../transport/index.ts';
import { decodeWatchLine } from './decode-line.ts';
import { LineSplitter } from './lines.ts';

/** Makes the request and reads its answer line by line, until the server ends it. */
export async function* watchLines<T extends KubernetesObject>(
  transport: Transport,
  kind: Kind<T>,
  request: TransportRequest,
  { signal, onOpen }: Pick<WatchOptions, 'signal' | 'onOpen'>,
): AsyncGenerator<WatchLine<T>, void, undefined> {
  const stream = await transport.stream(request);
  onOpen?.();
  const lines = new LineSplitter();
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const next = await chunks.next().catch((thrown: unknown) => {
        signal?.throwIfAborted();
        throw transport.connectionError(request, toError(thrown));
      });
      if (next.done === true) return;
      for (const line of lines.push(next.value)) yield decodeWatchLine(kind, line);
    }
  } finally {
    stream.destroy();
  }
}
