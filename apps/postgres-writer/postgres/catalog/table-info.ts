import type { Place } from '../../controller/row-store.ts';

/** A type or operator, as the catalog names it. */
export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

/** A column as far as writing and comparing need it. */
export interface ColumnInfo {
  readonly name: string;
  /** For messages: `character varying(20)`. */
  readonly displayType: string;
  /** The type below all domains. */
  readonly type: QualifiedName;
  /** The length or precision: what an assignment would apply. */
  readonly modifier: number;
  /** The function that applies `modifier` as an assignment does, refusing what an explicit cast would cut. */
  readonly coercion: (QualifiedName & { readonly arguments: number }) | null;
  /** The type's own equality; `null` for types without one (json, xml, point), which compare by their text. */
  readonly equality: QualifiedName | null;
  /** NOT NULL and no default: an insert must bring a value. */
  readonly required: boolean;
  /** Generated, or an identity that is always generated: cannot be written. */
  readonly computed: boolean;
  /** A unique constraint on this column alone. */
  readonly unique: boolean;
}

export type RelationKind = 'table' | 'partitioned' | 'view' | 'materialized' | 'foreign' | 'other';

/** A table as the catalog had it when it was last looked up. */
export interface TableInfo extends Place {
  /** Decimal text. */
  readonly oid: string;
  readonly kind: RelationKind;
  readonly columns: ReadonlyMap<string, ColumnInfo>;
  /** Rewrite rules for insert, update or delete. */
  readonly hasRules: boolean;
  /** Whether row-level security would filter what this role sees. */
  readonly rowSecurity: boolean;
}
