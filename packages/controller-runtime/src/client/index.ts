export type {
  CallOptions,
  Client,
  DeleteOptions,
  GetOptions,
  ListOptions,
  ObjectKey,
  PatchOptions,
  Reader,
  StoredList,
  SubresourceWriter,
  Watcher,
  WatchLine,
  WatchOptions,
  WriteOptions,
  Writer,
} from './client.ts';
export { jsonPatch, mergePatch, pointerSegment, type JsonPatchOperation, type Patch } from './patch.ts';
