import type { MarkerData } from '../../markers/value.ts';
import type { JsonSchema } from '../../schema/json-schema.ts';
import { propertyKey, quote } from '../typescript.ts';

/**
 * The defaults of a finished schema as TypeScript: a value of apimachinery's `Defaults`. Undefined if there are none.
 *
 * @param indent of the line that the value begins on.
 */
export function renderDefaults(schema: JsonSchema, indent = ''): string | undefined {
  const inner = `${indent}  `;
  const { additionalProperties: values } = schema;
  const members = [
    ...(schema.default === undefined ? [] : ownDefault(schema.default, schema)),
    ...member('fields', renderFields(schema, inner)),
    ...member('items', schema.items === undefined ? undefined : renderDefaults(schema.items, inner)),
    ...member('values', typeof values === 'object' ? renderDefaults(values, inner) : undefined),
  ];
  return members.length === 0 ? undefined : block(members, indent);
}

function ownDefault(value: MarkerData, { nullable }: JsonSchema): readonly string[] {
  return [`default: ${renderValue(value)}`, ...(nullable === true ? ['nullable: true'] : [])];
}

const member = (name: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [`${propertyKey(name)}: ${value}`];

function renderFields({ properties }: JsonSchema, indent: string): string | undefined {
  const fields = [...(properties ?? [])].flatMap(([name, property]) =>
    member(name, renderDefaults(property, `${indent}  `)),
  );
  return fields.length === 0 ? undefined : block(fields, indent);
}

function block(members: readonly string[], indent: string): string {
  return `{\n${members.map((text) => `${indent}  ${text},\n`).join('')}${indent}}`;
}

/** JSON in the notation of TypeScript. */
function renderValue(value: MarkerData): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => renderValue(item as MarkerData)).join(', ')}]`;
  const members = Object.entries(value).map(([name, field]) => `${propertyKey(name)}: ${renderValue(field)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
