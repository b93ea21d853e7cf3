import type { SourceLocation } from '../../diagnostics/diagnostic.ts';
import type { Position } from '../../diagnostics/format.ts';
import { locateInArgument } from '../../schema/cel/locate.ts';
import type { JsonSchema, ValidationRule } from '../../schema/json-schema.ts';
import type { CrdDraft, VersionDraft } from './crd-draft.ts';

/**
 * Where in the source a field of a CRD comes from, as near as is known: the rule, the default, the field of the type, or the
 * type itself.
 *
 * @param field as an API server names it: `spec.versions[0].schema.openAPIV3Schema.properties[spec].type`, or, where all
 * versions have one schema, `spec.validation.openAPIV3Schema…`.
 * @param position in the text of a rule or a message expression.
 */
export function locateField(crd: CrdDraft, field: string, position?: Position): SourceLocation | undefined {
  const steps = [...field.matchAll(/([^.[\]]+)|\[([^\]]*)\]/g)].map(([, name, index]) => name ?? index ?? '');
  const version = versionOf(crd, steps);
  const start = steps.indexOf('openAPIV3Schema');
  if (version === undefined || start === -1) return version?.location;
  return locateInSchema(version.schema, steps.slice(start + 1), position) ?? version.location;
}

function versionOf({ versions }: CrdDraft, steps: readonly string[]): VersionDraft | undefined {
  return versions[steps[1] === 'versions' ? Number(steps[2]) : 0];
}

function locateInSchema(
  schema: JsonSchema,
  [step, key = '', ...rest]: readonly string[],
  position: Position | undefined,
): SourceLocation | undefined {
  const here = schema.location;
  const inside = (part: JsonSchema | undefined, steps: readonly string[]): SourceLocation | undefined =>
    part === undefined ? here : (locateInSchema(part, steps, position) ?? here);
  const { additionalProperties: values } = schema;
  switch (step) {
    case 'properties':
      return inside(schema.properties?.get(key), rest);
    case 'items':
      return inside(schema.items, [key, ...rest]);
    case 'additionalProperties':
      return inside(typeof values === 'object' ? values : undefined, [key, ...rest]);
    case 'allOf':
      return inside(schema.allOf?.[Number(key)], rest);
    case 'x-kubernetes-validations':
      return locateRule(schema['x-kubernetes-validations']?.[Number(key)], rest[0] ?? '', position) ?? here;
    case 'default':
      return schema.defaultLocation ?? here;
    default:
      return here;
  }
}

function locateRule(
  rule: ValidationRule | undefined,
  argument: string,
  position: Position | undefined,
): SourceLocation | undefined {
  const text = argument === 'rule' || argument === 'messageExpression' ? rule?.[argument] : undefined;
  if (rule?.location === undefined || text === undefined || position === undefined) return rule?.location;
  const before = text.split('\n').slice(0, position.line - 1);
  const lineStart = before.reduce((length, line) => length + line.length + 1, 0);
  return locateInArgument(rule.location, argument, text, lineStart + position.column - 1);
}
