export {
  ControllerBuilder,
  controllerManagedBy,
  type BuilderManager,
  type OwnsOptions,
  type WatchOptions,
} from './controller-builder.ts';
export { webhookManagedBy, WebhookBuilder, type WebhookBuilderManager } from './webhook-builder.ts';
