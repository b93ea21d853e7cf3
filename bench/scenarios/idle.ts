import { setTimeout as delay } from 'node:timers/promises';
import { memoryOf } from '../lab/cpu.ts';
import { namesOf } from '../lab/objects.ts';
import { untilQuiet } from '../lab/quiet.ts';
import type { Scenario } from './scenario.ts';

const WATCHED_MS = 20_000;

export const idle: Scenario = {
  name: 'idle',
  title: 'At rest',
  about:
    'Everything is in order and nothing happens: the memory of the operator after it has written everything and after a restart, and what it uses and writes in 20 seconds.',
  metrics: {
    peakMb: { title: 'memory, most while it wrote all', unit: 'MB' },
    restartedMb: { title: 'memory after a restart', unit: 'MB', isKey: true },
    millicores: { title: 'CPU of the operator', unit: 'millicores' },
    apiWrites: { title: 'API writes', unit: 'writes' },
  },
  dependsOnPolicy: false,
  async run(trial, { objects }) {
    await trial.create(namesOf(objects));
    await trial.start();
    await trial.untilWritten(objects);
    const { peakMb } = memoryOf(trial.operatorPid);
    await trial.stop();
    await trial.start();
    await untilQuiet(trial.operatorPid, trial.clock);
    trial.forgetWrites();
    await trial.measure(() => delay(WATCHED_MS));
    const { rssMb } = memoryOf(trial.operatorPid);
    const apiWrites = trial.writes.length;
    await trial.check({ objects });
    const { cpuMs, wallMs } = trial.usage ?? { cpuMs: { operator: Number.NaN }, wallMs: Number.NaN };
    return { peakMb, restartedMb: rssMb, millicores: (cpuMs.operator / wallMs) * 1_000, apiWrites };
  },
};
