export { addFinalizerPatch, hasFinalizer, removeFinalizerPatch } from './finalizer-patch.ts';
