/** What became of one HTTP request. */
export interface RequestOutcome {
  readonly method: string;
  /** Host and port of the server. */
  readonly host: string;
  /** The HTTP status, or `<error>` when there was no answer, as in client-go's metrics. */
  readonly code: string;
  /** Until the answer was complete; for a watch, until it began. */
  readonly durationMs: number;
}

/** Hears of every HTTP request, retries included: for metrics such as `rest_client_requests_total`. Must be quick and must not throw. */
export interface ClientObserver {
  requestDone(outcome: RequestOutcome): void;
}
