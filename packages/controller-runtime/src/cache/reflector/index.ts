export { SlowListError, StaleListError, StalledWatchError } from './errors.ts';
export {
  DEFAULT_TIMING,
  Reflector,
  type ReflectorOptions,
  type ReflectorScope,
  type ReflectorTiming,
} from './reflector.ts';
