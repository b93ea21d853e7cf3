export {
  createEventRecorder,
  type EventRecorder,
  type EventRecorderOptions,
  type RunnableEventRecorder,
} from './event-recorder.ts';
export { EVENT, type EventObject, type EventSeries, type EventType, type ObjectReference } from './event-object.ts';
