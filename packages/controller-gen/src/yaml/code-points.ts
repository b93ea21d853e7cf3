/** The characters of a text as YAML counts them. */
export function codePoints(text: string): readonly string[] {
  return Array.from(text);
}
