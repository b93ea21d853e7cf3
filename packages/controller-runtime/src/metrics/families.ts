import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

interface Family<L extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly L[];
}

/*
 * Several managers of one process share a registry, and with it the metrics: each of these finds the metric of that
 * name, or makes it.
 */

export function counter<L extends string>(registry: Registry, family: Family<L>): Counter<L> {
  const present = registry.getSingleMetric(family.name);
  if (present instanceof Counter) return present;
  return new Counter({ ...family, registers: [registry] });
}

export function gauge<L extends string>(
  registry: Registry,
  family: Family<L> & { readonly collect?: (this: Gauge<L>) => void },
): Gauge<L> {
  const present = registry.getSingleMetric(family.name);
  if (present instanceof Gauge) return present;
  return new Gauge({ ...family, registers: [registry] });
}

export function histogram<L extends string>(
  registry: Registry,
  family: Family<L> & { readonly buckets: readonly number[] },
): Histogram<L> {
  const present = registry.getSingleMetric(family.name);
  if (present instanceof Histogram) return present;
  return new Histogram({ ...family, buckets: [...family.buckets], registers: [registry] });
}
