/** Serve webhooks. */
export { WebhookServer, type WebhookServerInit } from './server.ts';
export { resolveServerOptions, type ResolvedServerOptions, type WebhookServerOptions } from './server-options.ts';
export type { Webhook, WebhookEnvironment } from './webhook.ts';
export type { WebhookMetrics } from './metrics.ts';
/** Write them: for admission, and for conversion. */
export { withDefaulter, withValidator, type Defaulter, type Validator, type Warnings } from './admission/index.ts';
export { hubSpokeConverter, type Converted, type Converter } from './conversion/index.ts';
