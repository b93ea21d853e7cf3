export type { Shared, Size } from './types.ts';
