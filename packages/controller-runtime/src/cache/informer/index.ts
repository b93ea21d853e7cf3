export { SharedInformer } from './shared-informer.ts';
