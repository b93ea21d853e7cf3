/** Let time pass, or wait for what is to come. */
export { FakeClock } from './fake-clock.ts';
export { consistently, eventually, type ConsistentlyOptions, type EventuallyOptions, type Held } from './eventually.ts';
/** Make calls fail. */
export { interceptClient, type InterceptorFuncs } from './intercept-client.ts';
