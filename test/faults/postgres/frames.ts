/**
 * Splits a PostgreSQL connection (protocol 3) into its frames, at whatever byte the chunks happen to end. Source:
 * PostgreSQL's documentation, "Message Formats".
 */

/** Who sent a frame: the client (`frontend`) or the server (`backend`), in the protocol's own words. */
export type Side = 'frontend' | 'backend';

export interface Frame {
  readonly side: Side;
  /** The message's name in the documentation, such as `Query`; `Unknown` for a type byte that it does not list. */
  readonly name: FrameName;
  /** The frame as it came, type byte and length included. */
  readonly bytes: Buffer;
}

/** Frontend messages by type byte. `p` is any of the password and SASL answers: only the state of the login tells. */
const FRONTEND = {
  B: 'Bind',
  C: 'Close',
  d: 'CopyData',
  c: 'CopyDone',
  f: 'CopyFail',
  D: 'Describe',
  E: 'Execute',
  H: 'Flush',
  F: 'FunctionCall',
  P: 'Parse',
  p: 'PasswordMessage',
  Q: 'Query',
  S: 'Sync',
  X: 'Terminate',
} as const;

const BACKEND = {
  R: 'Authentication',
  K: 'BackendKeyData',
  '2': 'BindComplete',
  '3': 'CloseComplete',
  C: 'CommandComplete',
  d: 'CopyData',
  c: 'CopyDone',
  G: 'CopyInResponse',
  H: 'CopyOutResponse',
  W: 'CopyBothResponse',
  D: 'DataRow',
  I: 'EmptyQueryResponse',
  E: 'ErrorResponse',
  V: 'FunctionCallResponse',
  v: 'NegotiateProtocolVersion',
  n: 'NoData',
  N: 'NoticeResponse',
  A: 'NotificationResponse',
  t: 'ParameterDescription',
  S: 'ParameterStatus',
  '1': 'ParseComplete',
  s: 'PortalSuspended',
  Z: 'ReadyForQuery',
  T: 'RowDescription',
} as const;

/** Requests that come without a type byte, by the number that stands where a start-up packet has its version. */
const UNTYPED: ReadonlyMap<number, UntypedName> = new Map([
  [80_877_102, 'CancelRequest'],
  [80_877_103, 'SSLRequest'],
  [80_877_104, 'GSSENCRequest'],
]);
type UntypedName = 'CancelRequest' | 'SSLRequest' | 'GSSENCRequest';

export type FrameName =
  | (typeof FRONTEND)[keyof typeof FRONTEND]
  | (typeof BACKEND)[keyof typeof BACKEND]
  | UntypedName
  /** The start-up packet with the session's parameters. */
  | 'StartupMessage'
  /** The server's single byte in answer to an encryption request: `S`/`G` (go on encrypted) or `N`. */
  | 'EncryptionResponse'
  /** Bytes after encryption was agreed on: nobody between the two ends can read frames in them. */
  | 'Encrypted'
  | 'Unknown';

const NAMES: Readonly<Record<Side, ReadonlyMap<string, FrameName>>> = {
  frontend: new Map(Object.entries(FRONTEND)),
  backend: new Map(Object.entries(BACKEND)),
};

/** How a TLS handshake begins. A start-up packet begins with the high byte of its length, which is 0. */
const TLS_HANDSHAKE = 0x16;

/** Longer than anything PostgreSQL sends (1 GB): the stream is not this protocol, or the splitter lost its place. */
const MAX_FRAME_BYTES = 2 ** 30;

type State =
  /** Frontend only: a packet without a type byte comes next. */
  | 'startup'
  /** Frontend: it asked for encryption and must wait for the answer. Backend: that one byte comes next. */
  | 'encryptionResponse'
  /** Typed messages until the end. */
  | 'messages'
  /** Encrypted from here on: passed through unread. */
  | 'opaque';

/**
 * Both directions of one connection. They share their state, since the frontend's request for encryption decides what
 * the backend's next byte means, and the answer decides what the frontend's next bytes are.
 */
export class FrameSplitter {
  #frontend: State = 'startup';
  #backend: State = 'messages';
  readonly #rest: Readonly<Record<Side, Backlog>> = { frontend: new Backlog(), backend: new Backlog() };

  /**
   * Takes what arrived from `side`; returns the frames that are now whole. Those of `frontend` may come from a push of
   * `backend`: what was sent on while an encryption request was still unanswered.
   */
  push(side: Side, chunk: Buffer): readonly Frame[] {
    this.#rest[side].push(chunk);
    const frames: Frame[] = [];
    for (const from of side === 'backend' ? (['backend', 'frontend'] as const) : (['frontend'] as const)) {
      for (let frame = this.#next(from); frame !== undefined; frame = this.#next(from)) frames.push(frame);
    }
    return frames;
  }

  /** Bytes of `side` that wait for the rest of their frame. */
  pending(side: Side): number {
    return this.#rest[side].length;
  }

  #next(side: Side): Frame | undefined {
    const rest = this.#rest[side].bytes();
    const state = side === 'frontend' ? this.#frontend : this.#backend;
    if (rest.length === 0) return undefined;
    switch (state) {
      case 'opaque':
        return this.#take(side, 'Encrypted', rest.length);
      case 'encryptionResponse':
        return side === 'frontend' ? undefined : this.#encryptionResponse(rest);
      case 'startup':
        return this.#startup(rest);
      case 'messages': {
        const length = this.#whole(side, 1);
        if (length === undefined) return undefined;
        return this.#take(side, NAMES[side].get(String.fromCharCode(rest[0] ?? 0)) ?? 'Unknown', length);
      }
    }
  }

  #startup(rest: Buffer): Frame | undefined {
    if (rest[0] === TLS_HANDSHAKE) {
      this.#frontend = 'opaque';
      this.#backend = 'opaque';
      return this.#take('frontend', 'Encrypted', rest.length);
    }
    const length = this.#whole('frontend', 0);
    if (length === undefined) return undefined;
    const name = UNTYPED.get(rest.readUInt32BE(4)) ?? 'StartupMessage';
    if (name === 'SSLRequest' || name === 'GSSENCRequest') {
      this.#frontend = 'encryptionResponse';
      this.#backend = 'encryptionResponse';
    } else {
      this.#frontend = 'messages';
    }
    return this.#take('frontend', name, length);
  }

  #encryptionResponse(rest: Buffer): Frame | undefined {
    const answer = String.fromCharCode(rest[0] ?? 0);
    if (answer === 'E') {
      // A server that cannot answer the request (too many clients, or older than it) says so in an ordinary message.
      this.#backend = 'messages';
      return this.#next('backend');
    }
    const encrypted = answer === 'S' || answer === 'G';
    this.#backend = encrypted ? 'opaque' : 'messages';
    this.#frontend = encrypted ? 'opaque' : 'startup';
    return this.#take('backend', 'EncryptionResponse', 1);
  }

  #take(side: Side, name: FrameName, length: number): Frame {
    return { side, name, bytes: this.#rest[side].take(length) };
  }

  /** The length of the frame that comes next, once all of it is there. */
  #whole(side: Side, typeBytes: 0 | 1): number | undefined {
    const rest = this.#rest[side];
    const length = frameLength(rest.bytes(), typeBytes);
    if (length === undefined || rest.length >= length) return length;
    rest.waitFor(length);
    return undefined;
  }
}

/** Bytes that wait for the rest of their frame. A large frame is put together once, not at each chunk. */
class Backlog {
  #chunks: Buffer[] = [];
  #length = 0;
  #wanted = 0;

  get length(): number {
    return this.#length;
  }

  push(chunk: Buffer): void {
    if (chunk.length > 0) this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** What is there; nothing while it is less than was last waited for. */
  bytes(): Buffer {
    if (this.#length < this.#wanted) return NOTHING;
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? NOTHING;
  }

  waitFor(length: number): void {
    this.#wanted = length;
  }

  take(length: number): Buffer {
    const bytes = this.bytes();
    this.#wanted = 0;
    this.#chunks = length < bytes.length ? [bytes.subarray(length)] : [];
    this.#length -= length;
    return bytes.subarray(0, length);
  }
}

const NOTHING = Buffer.alloc(0);

/** The whole length of the frame at the head of `bytes` (its length word counts itself), or undefined if too few are there. */
function frameLength(bytes: Buffer, typeBytes: 0 | 1): number | undefined {
  if (bytes.length < typeBytes + 4) return undefined;
  const length = bytes.readUInt32BE(typeBytes);
  const shortest = typeBytes === 0 ? 8 : 4;
  if (length < shortest || length > MAX_FRAME_BYTES) throw new RangeError(`not a PostgreSQL frame: length ${length}`);
  return typeBytes + length;
}
