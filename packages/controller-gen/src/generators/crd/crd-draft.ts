import type { SourceLocation } from '../../diagnostics/diagnostic.ts';
import type { JsonSchema } from '../../schema/json-schema.ts';
import type { YamlMapping } from '../../yaml/value.ts';

/** A version of a CRD under construction. */
export interface VersionDraft {
  readonly name: string;
  /** Where the version's type is declared. */
  readonly location: SourceLocation;
  readonly schema: JsonSchema;
  served: boolean;
  storage: boolean;
  deprecated: boolean;
  deprecationWarning: string | undefined;
  /** Undefined until a subresource or a column asks for it: the original then writes it, even if it is empty. */
  subresources: { status?: YamlMapping; scale?: YamlMapping } | undefined;
  readonly printerColumns: YamlMapping[];
  readonly selectableFields: YamlMapping[];
}

/** A CRD under construction: one kind of one group, with all its versions. */
export interface CrdDraft {
  readonly group: string;
  readonly kind: string;
  plural: string;
  singular: string;
  shortNames: readonly string[];
  categories: readonly string[];
  scope: string;
  readonly annotations: Record<string, string>;
  readonly labels: Record<string, string>;
  versions: VersionDraft[];
}
