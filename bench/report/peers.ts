import { PEERS } from '../runner/catalogue.ts';

/** As the report calls a peer. */
export const titleOf = (peer: string): string => PEERS.find(({ name }) => name === peer)?.title ?? peer;

/** Who is in some results, in the order of the report. */
export function peersOf(repetitions: readonly { readonly peer: string }[]): readonly string[] {
  const present = new Set(repetitions.map(({ peer }) => peer));
  return PEERS.map(({ name }) => name).filter((name) => present.has(name));
}
