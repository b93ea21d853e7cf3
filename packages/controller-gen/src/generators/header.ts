import { BOOL, STRING } from '../markers/argument-type.ts';
import type { ArgumentDefinition } from '../markers/definition.ts';
import type { MarkerArguments } from '../markers/value.ts';
import type { GeneratorContext } from './generator.ts';

/** The options that every generator of manifests has. */
export const HEADER_OPTIONS: Readonly<Record<string, ArgumentDefinition>> = {
  headerFile: { type: STRING, optional: true, help: 'A file whose text, such as a licence, stands before the output.' },
  year: { type: STRING, optional: true, help: 'What replaces YEAR in the header.' },
};

/** The text before the output. Source: `headerFile` and `year` of the original's generators. */
export function headerText({ headerFile, year }: MarkerArguments, { readFile }: GeneratorContext): string {
  if (typeof headerFile !== 'string' || headerFile === '') return '';
  return readFile(headerFile).replaceAll(' YEAR', ` ${typeof year === 'string' ? year : ''}`);
}

export const OPTIONAL_BOOL: ArgumentDefinition = { type: BOOL, optional: true };
