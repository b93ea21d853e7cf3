import type { Occasions } from '../injection.ts';
import type { Frame, FrameName, Side } from './frames.ts';
import type { FrameText } from './statements.ts';

/** Which frames a rule is about. What is left out matches everything. */
export interface FramePattern {
  readonly side?: Side;
  readonly name?: FrameName | readonly FrameName[];
  /** Tested against the frame's SQL, command tag or SQLSTATE. */
  readonly text?: RegExp;
  /** Which connection, counted from 1 in the order of their coming. */
  readonly connection?: number;
}

/** What becomes of a frame. */
export type WireAct =
  /** It is not sent on; both ends see the connection reset. */
  | { readonly kind: 'cutBefore' }
  /**
   * It is sent on whole, then both ends lose the connection: a `COMMIT` that the server acts on and whose reply is
   * lost.
   */
  | { readonly kind: 'cutAfter' }
  /** Only its first `bytes` bytes are sent on, then both ends lose the connection. */
  | { readonly kind: 'truncate'; readonly bytes: number }
  /** It, and all that follows it in its direction, is sent on `ms` milliseconds later. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** From it on nothing of this connection passes, in neither direction; both ends stay open. */
  | { readonly kind: 'blackHole' };

export interface WireRule extends Occasions {
  readonly frame: FramePattern;
  readonly act: WireAct;
}

export function matchesFrame(
  pattern: FramePattern,
  { frame, text, connection }: { readonly frame: Frame; readonly text: FrameText; readonly connection: number },
): boolean {
  const { side, name, text: wanted } = pattern;
  if (side !== undefined && side !== frame.side) return false;
  if (name !== undefined && !(typeof name === 'string' ? [name] : name).includes(frame.name)) return false;
  if (pattern.connection !== undefined && pattern.connection !== connection) return false;
  return wanted === undefined || wanted.test(text.text);
}

export function describeWireRule({ frame, act, skip = 0, times = 1 }: WireRule): string {
  const name = frame.name === undefined ? 'any frame' : [frame.name].flat().join('/');
  const text = frame.text === undefined ? '' : ` ${String(frame.text)}`;
  return `${act.kind} at ${name}${text} of ${frame.side ?? 'either side'}, ${times} time(s) after ${skip}`;
}
