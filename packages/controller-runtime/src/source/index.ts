export type { Source, SourceContext } from './source.ts';
export { kindSource } from './kind-source.ts';
export { channelSource, type ChannelOptions } from './channel-source.ts';
export { funcSource } from './func-source.ts';
