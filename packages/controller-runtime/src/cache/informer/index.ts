export { SharedInformer, type SharedInformerOptions } from './shared-informer.ts';
