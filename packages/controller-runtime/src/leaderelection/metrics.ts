/** What leader election tells of itself. Implemented in metrics/, under client-go's names. */
export interface LeaderElectionMetrics {
  leading(isLeader: boolean): void;
  /** A renewal had to read the lease first: somebody else wrote it, or the last answer was lost. */
  slowPath(): void;
}

export const noLeaderElectionMetrics: LeaderElectionMetrics = Object.freeze({
  leading: () => undefined,
  slowPath: () => undefined,
});
