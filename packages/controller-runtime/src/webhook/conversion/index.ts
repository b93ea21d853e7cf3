export { conversionWebhook } from './conversion-webhook.ts';
export { hubSpokeConverter, HubSpokeConverter, type SpokeFunctions } from './hub-spoke-converter.ts';
export type { ConversionContext, Converted, Converter } from './converter.ts';
