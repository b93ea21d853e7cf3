import { readFileSync } from 'node:fs';
import { registry } from '@kubewright/controller-runtime/metrics';
import { expect, test } from 'vitest';
import { operatorMetrics } from '../../../metrics.ts';
import { tableUnder } from '../docs-table.ts';

const read = (path: string): string => readFileSync(new URL(`../../../../../${path}`, import.meta.url), 'utf8');
const rules = [...read('config/prometheus/alerts.yaml').matchAll(/- alert: (.+)\n *expr: (.+)\n *for: (.+)\n/g)].map(
  ([, alert = '', expr = '', wait = '']) => ({ alert, expr, wait }),
);

test('docs/reference/metrics.md says what to do about every alert of config/prometheus', () => {
  const documented = tableUnder('What to alert on', read('docs/reference/metrics.md')).map(
    ([alert = '', expr = '', wait = '', advice = '']) => ({
      alert: alert.replaceAll('`', ''),
      expr: expr.replaceAll('`', ''),
      wait,
      advised: advice !== '',
    }),
  );
  expect(rules.length).toBeGreaterThan(0);
  expect(documented).toEqual(rules.map((rule) => ({ ...rule, advised: true })));
});

test('alerts are of metrics that there are', async () => {
  const nobody = { ready: { True: 0, False: 0, Unknown: 0 }, reconciling: 0, stalled: 0, drifted: 0 };
  operatorMetrics(registry, {
    census: () => ({ ...nobody, driftedSinceMs: undefined }),
    waiting: () => 0,
    databaseReachable: () => true,
    now: () => 0,
  });
  const served = await registry.metrics();
  for (const { alert, expr } of rules) {
    const [sample = ''] = /postgres_writer_\w+(?:\{\w+="\w+")?/.exec(expr) ?? [];
    expect(served, alert).toContain(`\n${sample}`);
  }
});
