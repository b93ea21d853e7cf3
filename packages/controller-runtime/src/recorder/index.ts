export {
  createEventRecorder,
  type EventRecorder,
  type EventRecorderOptions,
  type RunnableEventRecorder,
} from './event-recorder.ts';
export type { EventType } from './event-object.ts';
