export {
  ControllerBuilder,
  controllerManagedBy,
  type BuilderManager,
  type OwnsOptions,
  type WatchOptions,
} from './controller-builder.ts';
