import type { SourceLocation } from '../../diagnostics/diagnostic.ts';

const QUOTES = ['`', '"', ''];

/**
 * The place of a character of an argument's text in the source. Where the argument is written with escapes, so that the text
 * does not stand there as it is, or is not found at all, the whole marker is the place.
 */
export function locateInArgument(marker: SourceLocation, name: string, text: string, offset: number): SourceLocation {
  const written = marker.source.text.slice(marker.start, marker.end);
  for (const quote of QUOTES) {
    const head = `${name}=${quote}`;
    for (let at = written.indexOf(head + text); at !== -1; at = written.indexOf(head + text, at + 1)) {
      // Not the end of a longer name, nor a part of another argument's text.
      if (!/[:,]\s*$/.test(written.slice(0, at))) continue;
      const start = marker.start + at + head.length + offset;
      return { source: marker.source, start, end: Math.max(start + 1, marker.start + at + head.length + text.length) };
    }
  }
  return marker;
}
