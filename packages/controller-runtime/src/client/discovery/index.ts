export { createDiscovery, type ApiResource, type Discovery, type ServerVersion } from './discovery.ts';
export { NoKindMatchError } from './no-kind-match-error.ts';
