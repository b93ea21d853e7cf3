import { mapChildren } from '../../schema/flatten.ts';
import type { JsonSchema } from '../../schema/json-schema.ts';

/** What ends a sentence. Source: Unicode's Sentence_Terminal. */
const SENTENCE_END = /\p{Sentence_Terminal}/gu;
const SPACE = /\p{White_Space}/gu;

/**
 * Cuts every description to at most `maxBytes`: at the end of a sentence, else at a word, else anywhere; 0 drops them.
 *
 * Source: `TruncateDescription` of controller-tools' pkg/crd.
 */
export function truncateDescriptions(schema: JsonSchema, maxBytes: number): JsonSchema {
  const result = mapChildren(schema, (child) => truncateDescriptions(child, maxBytes));
  if (result.description === undefined) return result;
  const text = truncate(result.description, maxBytes);
  if (text === '') delete result.description;
  else result.description = text;
  return result;
}

function truncate(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  if (maxBytes <= 0) return '';
  const head = new TextDecoder().decode(bytes.subarray(0, maxBytes)).replace(/\ufffd+$/, '');
  const sentence = lastIndex(head, SENTENCE_END);
  if (sentence > 0) return head.slice(0, sentence + 1);
  const word = lastIndex(head, SPACE);
  return `${word > 0 ? head.slice(0, word) : head}...`;
}

function lastIndex(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].at(-1)?.index ?? -1;
}
