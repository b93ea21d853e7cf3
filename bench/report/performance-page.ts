import { PEERS, SCENARIOS } from '../runner/catalogue.ts';
import type { Results, SeriesResult } from '../runner/results.ts';
import type { Metric, Scenario } from '../scenarios/scenario.ts';
import { type Bar, drawBars } from './bars.ts';
import { ceilingMs } from './ceiling.ts';
import { describeCircumstances, formatNumber, formatRatio, formatValue, tableOf } from './format.ts';
import { goalsSection } from './goals-section.ts';
import { loopsSection } from './loops-section.ts';
import { peersOf, titleOf } from './peers.ts';
import { quotientOf, ratioOf, spreadFor } from './ratios.ts';

const BASE = 'ours';
/** Less than this much slower is noise. */
const LOSS = 0.97;

export interface Page {
  readonly markdown: string;
  /** Plots, by file name within docs/performance. */
  readonly plots: ReadonlyMap<string, string>;
}

function table(series: SeriesResult, { metrics }: Scenario): string {
  const peers = peersOf(series.repetitions);
  const others = peers.filter((peer) => peer !== BASE);
  const header = ['', ...peers.map(titleOf), ...others.map((peer) => `${titleOf(peer)} ÷ ours`)];
  const lines = Object.entries(metrics).map(([name, metric]) => [
    metric.title,
    ...peers.map((peer) => formatValue(spreadFor(series, peer, name), metric)),
    ...others.map((peer) => formatRatio(ratioOf(series, name, BASE, peer))),
  ]);
  return tableOf(header, lines);
}

function limits(series: SeriesResult, scenario: Scenario): string {
  const ceiling = ceilingMs(scenario, series);
  const bare = Object.entries(series.writeRates).map(
    ([kind, { perSecond, apiServerCpuMs }]) =>
      `${kind} ${formatNumber(perSecond)}/s (${formatNumber(apiServerCpuMs)} ms CPU)`,
  );
  const lines = [`Bare writes on these servers: ${bare.join(', ')}; \`select 1\` ${formatNumber(series.selectMs)} ms.`];
  if (ceiling !== undefined && scenario.ceiling !== undefined) {
    const shares = peersOf(series.repetitions).flatMap((peer) => {
      const spread = spreadFor(series, peer, scenario.ceiling?.measure ?? '');
      return spread === undefined ? [] : [`${titleOf(peer)} ${Math.round((ceiling / spread.median) * 100)} %`];
    });
    lines.push(
      `The API server alone needs ${formatNumber(ceiling)} ms for these writes; reached: ${shares.join(', ')}.`,
    );
  }
  const failures = series.repetitions.filter(({ failure }) => failure !== undefined);
  for (const { peer, round, failure } of failures) {
    lines.push(`**Round ${round + 1} of ${titleOf(peer)} has no time, its outcome was wrong:** ${failure ?? ''}`);
  }
  return lines.join('\n');
}

/** The figures at which a peer is better by more than noise. */
function losses(all: readonly { readonly series: SeriesResult; readonly scenario: Scenario }[]): readonly string[] {
  return all.flatMap(({ series, scenario }) =>
    Object.entries(scenario.metrics).flatMap(([name, metric]) =>
      peersOf(series.repetitions)
        .filter((peer) => peer !== BASE)
        .flatMap((peer) => {
          const ratio = ratioOf(series, name, BASE, peer);
          if (ratio === undefined || ratio.median >= LOSS) return [];
          const where = `${scenario.title}, ${describeCircumstances(series)}`;
          return [`- ${where}: ${metric.title}, against ${titleOf(peer)}: ${formatRatio(ratio)}`];
        }),
    ),
  );
}

/** Ours with the policy against the peer without: not the same circumstances, and said so. */
function crossed(all: readonly SeriesResult[], scenario: Scenario): readonly string[] {
  return all.flatMap((on) => {
    const off = all.find((each) => !each.hasPolicy && each.objects === on.objects && each.databaseMs === on.databaseMs);
    if (!on.hasPolicy || off === undefined) return [];
    return Object.entries(scenario.metrics)
      .filter(([, metric]) => metric.isKey === true)
      .flatMap(([name, metric]) => {
        const ratio = quotientOf(spreadFor(off, 'go', name), spreadFor(on, BASE, name));
        if (ratio === undefined) return [];
        return [`- ${on.objects.toLocaleString('en')} objects, ${metric.title}: ${formatRatio(ratio)}`];
      });
  });
}

function plot(series: SeriesResult, scenario: Scenario, [name, metric]: readonly [string, Metric]): string | undefined {
  const bars: Bar[] = peersOf(series.repetitions).flatMap((peer) => {
    const spread = spreadFor(series, peer, name);
    return spread === undefined ? [] : [{ label: titleOf(peer), spread }];
  });
  if (bars.length === 0) return undefined;
  return drawBars(`${scenario.title}: ${metric.title} — ${describeCircumstances(series)}`, metric.unit, bars);
}

/** Writes the page from the results; of two that measured the same circumstances the first counts. */
export function performancePage(results: readonly Results[]): Page {
  const plots = new Map<string, string>();
  const seen = new Set<string>();
  const measured = results
    .flatMap(({ series }) => series)
    .filter(({ scenario, objects, hasPolicy, databaseMs }) => {
      const key = [scenario, objects, hasPolicy, databaseMs].join();
      return !seen.has(key) && seen.add(key);
    });
  const sections = SCENARIOS.flatMap((scenario) => {
    const own = measured.filter((series) => series.scenario === scenario.name);
    if (own.length === 0) return [];
    const parts = own.map((series) => {
      const key = Object.entries(scenario.metrics).filter(([, metric]) => metric.isKey === true);
      const images = key.slice(0, 2).flatMap((entry) => {
        const svg = plot(series, scenario, entry);
        if (svg === undefined) return [];
        const file = [scenario.name, series.objects, series.hasPolicy ? 'on' : 'off', series.databaseMs, entry[0]]
          .filter((part) => part !== undefined)
          .join('-');
        plots.set(`${file}.svg`, svg);
        return [`![${entry[1].title}](performance/${file}.svg)`];
      });
      return `### ${describeCircumstances(series)}\n\n${table(series, scenario)}\n\n${limits(series, scenario)}\n\n${images.join('\n')}`;
    });
    const across = crossed(own, scenario);
    const note =
      across.length === 0
        ? []
        : [
            `**Ours with the finalizer at admission against tuned Go without it** (a property of the cluster, not of the operators):\n\n${across.join('\n')}`,
          ];
    return [`## ${scenario.title}\n\n${scenario.about}\n\n${[...parts, ...note].join('\n\n')}`];
  });
  const lost = losses(
    measured.flatMap((series) => {
      const scenario = SCENARIOS.find(({ name }) => name === series.scenario);
      return scenario === undefined ? [] : [{ series, scenario }];
    }),
  );
  const parts = [
    ...heading(results),
    goalsSection(measured),
    ...sections,
    ...loopsSection(measured),
    whatWeLoseAt(lost),
  ];
  return { markdown: parts.join('\n\n').concat('\n'), plots };
}

function heading(results: readonly Results[]): readonly string[] {
  const runs = results.map(
    ({ mode, startedAt, minutes, commit, machine }) =>
      `- ${mode}: ${startedAt.slice(0, 10)}, ${minutes} min, source ${commit}, on ${machine.cores} cores ${machine.cpu}, ${machine.memoryGb} GB, ${machine.system}, Node ${machine.node}`,
  );
  const present = peersOf(results.flatMap(({ series }) => series.flatMap(({ repetitions }) => repetitions)));
  const peers = PEERS.filter(({ name }) => present.includes(name)).map(
    ({ title, about }) => `- **${title}**: ${about}`,
  );
  return [
    '<!-- Written by `make bench PUBLISH=1` from bench/results. Do not edit. -->',
    '# Performance',
    `Measured on a real API server, etcd and PostgreSQL that wait for the disk, all on one machine and its few cores. So absolute times are this machine's; what carries over are ratios, taken between runs next to each other. Every value is the median with minimum and maximum; a ratio above 1 means that ours needs less. A run counts only if afterwards every row equals its object and every status is right. How: [bench/README.md](../bench/README.md).`,
    runs.join('\n'),
    `Who is measured:\n\n${peers.join('\n')}`,
  ];
}

const whatWeLoseAt = (lost: readonly string[]): string =>
  `## What we lose at\n\n${lost.length === 0 ? 'Nothing in this run, by more than 3 %.' : lost.join('\n')}`;
