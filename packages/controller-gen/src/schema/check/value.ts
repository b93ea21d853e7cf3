import type { MarkerData } from '../../markers/value.ts';
import type { JsonSchema } from '../json-schema.ts';

/**
 * What is wrong with a value, if it is to obey a schema: `path: problem` for each, none if it obeys. Rules in CEL and
 * formats are not run. A required field must be there even if it has a default of its own: the API server checks first.
 */
export function problemsOf(value: MarkerData, schema: JsonSchema, path = ''): readonly string[] {
  if (value === null) return schema.nullable === true ? [] : [at(path, 'must not be null')];
  return [
    ...typeProblems(value, schema, path),
    ...enumProblems(value, schema, path),
    ...numberProblems(value, schema, path),
    ...stringProblems(value, schema, path),
    ...listProblems(value, schema, path),
    ...objectProblems(value, schema, path),
    ...(schema.allOf ?? []).flatMap((part) => problemsOf(value, part, path)),
  ];
}

const at = (path: string, problem: string): string => (path === '' ? problem : `${path} ${problem}`);
const isList = (value: MarkerData): value is readonly MarkerData[] => Array.isArray(value);
const isObject = (value: MarkerData): value is Readonly<Record<string, MarkerData>> =>
  typeof value === 'object' && value !== null && !isList(value);

function typeOf(value: MarkerData): string {
  if (isList(value)) return 'array';
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) return 'integer';
  return typeof value;
}

function typeProblems(value: MarkerData, schema: JsonSchema, path: string): readonly string[] {
  const type = typeOf(value);
  if (schema['x-kubernetes-int-or-string'] === true) {
    return type === 'integer' || type === 'string' ? [] : [at(path, `must be an integer or a string, not a ${type}`)];
  }
  if (schema.type === undefined || schema.type === '' || schema.type === type) return [];
  if (schema.type === 'number' && type === 'integer') return [];
  return [at(path, `must be of type ${schema.type}, not ${type}`)];
}

function enumProblems(value: MarkerData, schema: JsonSchema, path: string): readonly string[] {
  const values = schema.enum?.map(show);
  if (values === undefined || values.length === 0 || values.includes(show(value))) return [];
  return [at(path, `must be one of ${values.join(', ')}, not ${show(value)}`)];
}

function show(value: MarkerData): string {
  return JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? String(member) : member));
}

function numberProblems(value: MarkerData, schema: JsonSchema, path: string): readonly string[] {
  if (typeof value !== 'number' && typeof value !== 'bigint') return [];
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const problems: string[] = [];
  if (minimum !== undefined && (exclusiveMinimum === true ? value <= minimum : value < minimum)) {
    problems.push(`must be ${exclusiveMinimum === true ? 'above' : 'at least'} ${minimum}`);
  }
  if (maximum !== undefined && (exclusiveMaximum === true ? value >= maximum : value > maximum)) {
    problems.push(`must be ${exclusiveMaximum === true ? 'below' : 'at most'} ${maximum}`);
  }
  if (multipleOf !== undefined && !isMultiple(Number(value), multipleOf))
    problems.push(`must be a multiple of ${multipleOf}`);
  return problems.map((problem) => at(path, problem));
}

function isMultiple(value: number, factor: number): boolean {
  const quotient = value / factor;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9;
}

function stringProblems(value: MarkerData, schema: JsonSchema, path: string): readonly string[] {
  if (typeof value !== 'string') return [];
  const length = Array.from(value).length;
  const problems: string[] = [];
  if (schema.minLength !== undefined && length < schema.minLength)
    problems.push(`must have at least ${schema.minLength} characters`);
  if (schema.maxLength !== undefined && length > schema.maxLength)
    problems.push(`must have at most ${schema.maxLength} characters`);
  const pattern = schema.pattern === undefined ? undefined : compile(schema.pattern);
  if (pattern?.test(value) === false) problems.push(`must match ${schema.pattern ?? ''}`);
  return problems.map((problem) => at(path, problem));
}

/** RE2 and JavaScript agree on most patterns; what JavaScript does not know is not checked here. */
function compile(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, 'u');
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined;
    throw thrown;
  }
}

function listProblems(value: MarkerData, schema: JsonSchema, path: string): readonly string[] {
  if (!isList(value)) return [];
  const { minItems, maxItems, items } = schema;
  const problems: string[] = [];
  if (minItems !== undefined && value.length < minItems)
    problems.push(at(path, `must have at least ${minItems} items`));
  if (maxItems !== undefined && value.length > maxItems) problems.push(at(path, `must have at most ${maxItems} items`));
  if (items !== undefined) problems.push(...value.flatMap((item, i) => problemsOf(item, items, `${path}[${i}]`)));
  return problems;
}

function objectProblems(value: MarkerData, schema: JsonSchema, path: string): readonly string[] {
  if (!isObject(value)) return [];
  const keys = Object.keys(value);
  const { minProperties, maxProperties, required = [] } = schema;
  const problems: string[] = [];
  if (minProperties !== undefined && keys.length < minProperties)
    problems.push(at(path, `must have at least ${minProperties} fields`));
  if (maxProperties !== undefined && keys.length > maxProperties)
    problems.push(at(path, `must have at most ${maxProperties} fields`));
  for (const name of required) {
    if (!Object.hasOwn(value, name)) problems.push(at(path, `must have the field ${name}`));
  }
  for (const [key, member] of Object.entries(value)) problems.push(...memberProblems(key, member, schema, path));
  return problems;
}

function memberProblems(key: string, member: MarkerData, schema: JsonSchema, path: string): readonly string[] {
  const { properties, additionalProperties } = schema;
  const known = properties?.get(key);
  if (known !== undefined) return problemsOf(member, known, `${path}.${key}`);
  if (additionalProperties === true || schema['x-kubernetes-preserve-unknown-fields'] === true) return [];
  if (additionalProperties !== undefined) return problemsOf(member, additionalProperties, `${path}.${key}`);
  // Schemas in allOf name only what they constrain.
  return properties === undefined ? [] : [at(path, `has no field ${key}`)];
}
