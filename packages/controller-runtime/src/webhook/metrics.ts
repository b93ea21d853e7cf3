/** What the webhooks tell whoever counts. */
export interface WebhookMetrics {
  /** A webhook is there: its series begin. */
  registered(path: string): void;
  started(path: string): void;
  /** @param code The HTTP status of the answer. */
  finished(path: string, code: number, seconds: number): void;
  /** A handler threw what only a mistake in the program throws. */
  panicked(of: 'admission' | 'conversion'): void;
}
