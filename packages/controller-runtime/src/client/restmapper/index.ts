export { KindResolver } from './kind-resolver.ts';
export { AmbiguousMatchError, NoResourceMatchError, type PartialResource } from './errors.ts';
export { CachingRestMapper, type RestMapper } from './rest-mapper.ts';
export { fetchServedKinds } from './served-kinds.ts';
