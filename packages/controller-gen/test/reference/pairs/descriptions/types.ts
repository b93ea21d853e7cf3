/**
 * +groupName=descriptions.example.com
 * +versionName=v1
 */
import type { KubernetesObject } from '@kubewright/apimachinery';

export interface Descriptions extends KubernetesObject {
  readonly spec?: DescriptionsSpec;
}

/**
 * DescriptionsSpec is described: at length, so that it has to be folded at eighty columns somewhere.
 *
 *
 * Blank lines become one.
 *
 * ---
 * Everything after the rule is for programmers.
 */
export interface DescriptionsSpec {
  /**
   * First line of it.
   * Second line.
   *
   * A new paragraph with  two spaces, "quotes", 'single', back`tick`, a: colon # hash and a very long line that goes on far beyond the eighty columns where a single line would be folded.
   * TODO: never to be seen.
   *   indented by two
   * - a list
   * - of items
   *
   * ```yaml
   * TODO: inside of code it stays
   * ---
   * a: b
   * ```
   * After the code.
   */
  readonly long: string;
  /** One line: with a colon. */
  readonly colon: string;
  /** 'quoted' at the start */
  readonly quoted: string;
  /** yes */
  readonly yes: string;
  /** 12 */
  readonly number: string;
  /** {braces} */
  readonly braces: string;
  /** ends with a colon: */
  readonly ends: string;
  /** Ünïcödé — with “marks” and 日本語 and a long tail that has to be folded somewhere beyond the column. */
  readonly unicode: string;
  /** Emoji 😀 is escaped, and so the line is quoted, and folded too if only it is long enough for that. */
  readonly emoji: string;
  /** Tab	inside. */
  readonly tab: string;
  /**
   * Text before.
   * +optional
   * Text after.
   */
  readonly around?: string;
  /**
   *
   * Blank first.
   *
   */
  readonly blankFirst: string;
  /** --- starts with a rule */
  readonly rule: string;
  /**
   * A block comment
   * of two lines.
   */
  readonly block: string;
  // A line comment is no documentation.
  readonly undocumented: string;
  /** a # hash, a - dash, a ? question and more words to pass the eightieth column with ease, I hope so. */
  readonly hash: string;
  /** word: https://example.com/a/very/long/path/that/cannot/be/folded/because/it/has/no/spaces/at/all/in/it and more */
  readonly link: string;
}
