import type { Target } from '../catalog/target.ts';

/** Builds a statement's text once for each target and variant, however often it is sent. */
export function textsByTarget<Variant extends string>(
  build: (target: Target, variant: Variant) => string,
): (target: Target, variant: Variant) => string {
  const texts = new WeakMap<Target, Map<Variant, string>>();
  return (target, variant) => {
    let known = texts.get(target);
    if (known === undefined) texts.set(target, (known = new Map<Variant, string>()));
    let text = known.get(variant);
    if (text === undefined) known.set(variant, (text = build(target, variant)));
    return text;
  };
}
