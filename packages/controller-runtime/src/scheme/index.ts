export { NotRegisteredError, Scheme } from './scheme.ts';
