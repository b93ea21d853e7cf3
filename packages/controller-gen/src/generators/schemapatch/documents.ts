import { type Document, isNode, isPair, type Node, Scalar, visit } from 'yaml';

/** A key as the original adds it. */
export function quotedKey(name: string): Scalar {
  const key = new Scalar(name);
  key.type = Scalar.QUOTE_DOUBLE;
  return key;
}

/**
 * Writes documents as the original's encoder does: comments, quotes and the forms of lists and maps stay, indentation is two
 * spaces, lists below their key too, and blank lines go.
 *
 * Source: yaml.v3 with an indentation of 2.
 *
 * @param source that the documents were read from.
 */
export function renderDocuments(documents: readonly Document[], source: string): string {
  return documents.map((document, i) => `${i === 0 ? '' : '---\n'}${renderDocument(document, source)}`).join('');
}

function renderDocument(document: Document, source: string): string {
  visit(document, (_, node) => {
    for (const part of isPair(node) ? [node.key] : [node]) if (isNode(part)) closeUp(part);
  });
  document.directives = undefined;
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: false, indentSeq: true });
  // A comment at the end stays where it was: right behind the last line, or after a blank one.
  const end = document.comment === null ? '' : `\n#${document.comment}`;
  return end !== '' && !source.includes(`\n${end}`) ? text.replace(`\n${end}`, end) : text;
}

/** Takes blank lines away, before a node and between it and its comment. */
function closeUp(node: Node): void {
  node.spaceBefore = false;
  if (typeof node.commentBefore === 'string') node.commentBefore = node.commentBefore.replace(/\n\s*$/, '');
}
