const FENCE = /^(```|~~~)/;
const INLINE_LINK = /\{@link(?:code|plain)?\s+([^}|\s]+)(?:\s*\|\s*|\s+)?([^}]*)\}/g;

/**
 * The description that lines of documentation give: blank lines at the ends go, several in a row become one; outside of
 * fenced code, a line that starts with `TODO` is left out, and `---` ends the text. `{@link X}` becomes `X`.
 *
 * Source: `CommentGroup.Text` of go/ast and `extractDoc` of controller-tools' pkg/markers.
 */
export function descriptionOf(lines: readonly string[]): string {
  const kept: string[] = [];
  let fenced = false;
  for (const line of collapseBlankLines(lines)) {
    if (FENCE.test(line)) fenced = !fenced;
    if (!fenced) {
      if (line.startsWith('---')) break;
      if (line.startsWith('TODO')) continue;
    }
    kept.push(line.replaceAll(INLINE_LINK, (_, target: string, label: string) => label.trim() || target));
  }
  return kept.join('\n');
}

function collapseBlankLines(lines: readonly string[]): readonly string[] {
  const result: string[] = [];
  for (const line of lines.map((text) => text.trimEnd())) {
    if (line !== '' || (result.length > 0 && result.at(-1) !== '')) result.push(line);
  }
  if (result.at(-1) === '') result.pop();
  return result;
}
