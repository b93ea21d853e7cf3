import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameSplitter, type Frame, type Side } from '../../faults/postgres/frames.ts';
import { StatementTracker } from '../../faults/postgres/statements.ts';
import { message, untyped, cString } from './wire.ts';

const PROTOCOL_3 = 196_608;
const SSL_REQUEST = untyped(80_877_103);
const STARTUP = untyped(PROTOCOL_3, cString('user'), cString('ann'), Buffer.of(0));

const shape = (frames: readonly Frame[]): readonly string[] =>
  frames.map(({ side, name, bytes }) => `${side} ${name} ${bytes.length}`);

/** Feeds what one side sends, one chunk at a time. */
const push = (splitter: FrameSplitter, side: Side, ...chunks: readonly Buffer[]): readonly Frame[] =>
  chunks.flatMap((chunk) => splitter.push(side, chunk));

describe('FrameSplitter', () => {
  test('names what the client sends: start-up packet first, typed messages then', () => {
    const frames = push(new FrameSplitter(), 'frontend', STARTUP, message('Q', cString('select 1')), message('X'));
    expect(shape(frames)).toEqual([
      `frontend StartupMessage ${STARTUP.length}`,
      'frontend Query 14',
      'frontend Terminate 5',
    ]);
  });

  test('tells messages that share a letter apart by who sent them', () => {
    const splitter = new FrameSplitter();
    push(splitter, 'frontend', STARTUP);
    expect(push(splitter, 'frontend', message('D', Buffer.of(0x53, 0)), message('S'))).toMatchObject([
      { name: 'Describe' },
      { name: 'Sync' },
    ]);
    expect(push(splitter, 'backend', message('D', Buffer.alloc(2)), message('S', cString('a')))).toMatchObject([
      { name: 'DataRow' },
      { name: 'ParameterStatus' },
    ]);
  });

  test.each([
    { answer: 'N', next: STARTUP, name: 'StartupMessage' },
    { answer: 'S', next: Buffer.from([0x16, 3, 1, 0]), name: 'Encrypted' },
    { answer: 'G', next: Buffer.from('whatever'), name: 'Encrypted' },
  ])('after an encryption request answered with $answer the client goes on with $name', ({ answer, next, name }) => {
    const splitter = new FrameSplitter();
    expect(push(splitter, 'frontend', SSL_REQUEST)).toMatchObject([{ name: 'SSLRequest' }]);
    expect(shape(push(splitter, 'backend', Buffer.from(answer)))).toEqual(['backend EncryptionResponse 1']);
    expect(shape(push(splitter, 'frontend', next))).toEqual([`frontend ${name} ${next.length}`]);
  });

  test('keeps what the client sent on before its encryption request was answered', () => {
    const splitter = new FrameSplitter();
    expect(shape(push(splitter, 'frontend', Buffer.concat([SSL_REQUEST, STARTUP])))).toEqual(['frontend SSLRequest 8']);
    expect(splitter.pending('frontend')).toBe(STARTUP.length);
    expect(push(splitter, 'backend', Buffer.from('N'))).toMatchObject([
      { side: 'backend', name: 'EncryptionResponse' },
      { side: 'frontend', name: 'StartupMessage' },
    ]);
  });

  test('reads an error in place of the answer to an encryption request as the message that it is', () => {
    const splitter = new FrameSplitter();
    push(splitter, 'frontend', SSL_REQUEST);
    const error = message('E', Buffer.from('C'), cString('53300'), Buffer.of(0));
    expect(shape(push(splitter, 'backend', error.subarray(0, 3), error.subarray(3)))).toEqual([
      `backend ErrorResponse ${error.length}`,
    ]);
  });

  test('asks for encryption twice when the client does (GSS, then SSL)', () => {
    const splitter = new FrameSplitter();
    expect(push(splitter, 'frontend', untyped(80_877_104))).toMatchObject([{ name: 'GSSENCRequest' }]);
    push(splitter, 'backend', Buffer.from('N'));
    expect(push(splitter, 'frontend', SSL_REQUEST)).toMatchObject([{ name: 'SSLRequest' }]);
    push(splitter, 'backend', Buffer.from('N'));
    expect(push(splitter, 'frontend', STARTUP)).toMatchObject([{ name: 'StartupMessage' }]);
  });

  test('passes TLS from the first byte through unread', () => {
    const hello = Buffer.from([0x16, 3, 1, 2, 0]);
    const splitter = new FrameSplitter();
    expect(shape(push(splitter, 'frontend', hello))).toEqual(['frontend Encrypted 5']);
    expect(shape(push(splitter, 'backend', hello))).toEqual(['backend Encrypted 5']);
  });

  test('recognises a cancel request', () => {
    const cancel = untyped(80_877_102, Buffer.alloc(8));
    expect(push(new FrameSplitter(), 'frontend', cancel)).toMatchObject([{ name: 'CancelRequest' }]);
  });

  test.each([
    { what: 'a start-up packet that cannot hold its version', bytes: Buffer.from([0, 0, 0, 7, 0, 0, 0]) },
    { what: 'a length beyond anything PostgreSQL sends', bytes: Buffer.from([0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0]) },
  ])('refuses $what', ({ bytes }) => {
    expect(() => new FrameSplitter().push('frontend', bytes)).toThrow(RangeError);
  });

  test('finds the same frames wherever the chunks end', () => {
    const typed = fc
      .tuple(fc.constantFrom('Q', 'P', 'B', 'E', 'S', 'D', 'Z', '?'), fc.uint8Array({ maxLength: 40 }))
      .map(([type, body]) => message(type, Buffer.from(body)));
    const conversation = fc.record({
      messages: fc.array(typed, { maxLength: 12 }),
      encrypted: fc.boolean(),
      cuts: fc.array(fc.nat({ max: 600 }), { maxLength: 20 }),
    });
    fc.assert(
      fc.property(conversation, ({ messages, encrypted, cuts }) => {
        const splitter = new FrameSplitter();
        if (encrypted) {
          push(splitter, 'frontend', SSL_REQUEST);
          push(splitter, 'backend', Buffer.from('N'));
        }
        const whole = Buffer.concat([STARTUP, ...messages]);
        const ends = [...new Set([...cuts.filter((cut) => cut < whole.length), whole.length])].sort((a, b) => a - b);
        const chunks = ends.map((end, index) => whole.subarray(ends[index - 1] ?? 0, end));
        const frames = push(splitter, 'frontend', ...chunks);
        expect(frames.map(({ bytes }) => bytes.toString('hex'))).toEqual(
          [STARTUP, ...messages].map((bytes) => bytes.toString('hex')),
        );
        expect(splitter.pending('frontend')).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('StatementTracker', () => {
  const read = (...messages: readonly Buffer[]): readonly string[] => {
    const splitter = new FrameSplitter();
    push(splitter, 'frontend', STARTUP);
    const tracker = new StatementTracker();
    return push(splitter, 'frontend', ...messages).map((frame) => {
      const { text, runs } = tracker.read(frame);
      return `${frame.name}${runs ? ' runs' : ''}: ${text}`;
    });
  };

  test('tells a simple query by its SQL', () => {
    expect(read(message('Q', cString('commit')))).toEqual(['Query runs: commit']);
  });

  test('tells an Execute by the SQL that was prepared, also for a named statement used again', () => {
    const parse = message('P', cString('insert'), cString('insert into t values ($1)'), Buffer.of(0, 0));
    const bind = message('B', cString(''), cString('insert'), Buffer.alloc(6));
    const execute = message('E', cString(''), Buffer.alloc(4));
    expect(read(parse, bind, execute, bind, execute)).toEqual([
      'Parse: insert into t values ($1)',
      'Bind: insert into t values ($1)',
      'Execute runs: insert into t values ($1)',
      'Bind: insert into t values ($1)',
      'Execute runs: insert into t values ($1)',
    ]);
  });

  test('forgets a statement that was closed', () => {
    const parse = message('P', cString('s'), cString('select 1'), Buffer.of(0, 0));
    const close = message('C', Buffer.from('S'), cString('s'));
    const bind = message('B', cString(''), cString('s'), Buffer.alloc(6));
    expect(read(parse, close, bind)).toEqual(['Parse: select 1', 'Close: select 1', 'Bind: ']);
  });

  test('tells what the server answers by command tag and SQLSTATE', () => {
    const splitter = new FrameSplitter();
    const tracker = new StatementTracker();
    const complete = message('C', cString('INSERT 0 1'));
    const error = message('E', Buffer.from('S'), cString('ERROR'), Buffer.from('C'), cString('23505'), Buffer.of(0));
    expect(push(splitter, 'backend', complete, error).map((frame) => tracker.read(frame).text)).toEqual([
      'INSERT 0 1',
      '23505',
    ]);
  });
});
