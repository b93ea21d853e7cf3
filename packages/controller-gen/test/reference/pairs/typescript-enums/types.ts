/**
 * +groupName=typescript-enums.example.com
 * +versionName=v1
 */
import type { KubernetesObject } from '@kubewright/apimachinery';

export interface TypescriptEnums extends KubernetesObject {
  readonly spec?: TypescriptEnumsSpec;
}

export const Plain = { b: 'b', a: 'a' } as const;
export type Plain = (typeof Plain)[keyof typeof Plain];

export interface TypescriptEnumsSpec {
  readonly plain: Plain;
  readonly inline: 1 | 2;
  readonly yes: true;
  readonly both: true | false;
  readonly maybe: 'x' | null;
  readonly list: Plain[];
  readonly byPlain: Partial<Record<Plain, string>>;
}
