import type { GroupVersionKind } from '@kubewright/apimachinery';
import type { Logger } from '../../log/index.ts';

/** Source: `admissionv1.Operation`. */
export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** Source: `metav1.GroupVersionResource`. */
export interface GroupVersionResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

/** Who makes the call. Source: `authenticationv1.UserInfo`. */
export interface UserInfo {
  readonly username?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** What the API server asks, as it sends it. Source: `admissionv1.AdmissionRequest`. */
export interface AdmissionRequest {
  readonly uid: string;
  readonly kind: GroupVersionKind;
  readonly resource: GroupVersionResource;
  readonly subResource?: string;
  /** What the call named, where the webhook is for an equivalent of it. */
  readonly requestKind?: GroupVersionKind;
  readonly requestResource?: GroupVersionResource;
  readonly requestSubResource?: string;
  /** Empty when the server is still to make one up. */
  readonly name?: string;
  readonly namespace?: string;
  readonly operation: Operation;
  readonly userInfo: UserInfo;
  /** Not there on DELETE. */
  readonly object?: unknown;
  /** There on UPDATE and DELETE. */
  readonly oldObject?: unknown;
  /** Nothing will be stored: have no side effects. */
  readonly dryRun?: boolean;
  /** Such as `CreateOptions`. */
  readonly options?: unknown;
}

/** What a handler is told besides. Source: the `context.Context` of `admission.Handler`. */
export interface AdmissionContext {
  readonly request: AdmissionRequest;
  /** Aborts when the API server does not wait any more. */
  readonly signal: AbortSignal;
  /** Names object, user and request. */
  readonly log: Logger;
  /** Tells the user something, whatever the answer will be; best below 120 characters. */
  readonly warn: (message: string) => void;
}
