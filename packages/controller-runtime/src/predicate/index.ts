export { funcs, matching, type Predicate } from './predicate.ts';
export { annotationChanged, generationChanged, labelChanged, resourceVersionChanged } from './changed.ts';
export { labelSelector } from './label-selector.ts';
export { and, not, or } from './logic.ts';
