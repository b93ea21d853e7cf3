import { readFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';

/** On what something was measured. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** GB (10⁹ bytes). */
  readonly memoryGb: number;
  readonly system: string;
  /** What the kernel says of its clock rate and the disk is not asked: figures are compared as ratios of one run. */
  readonly node: string;
}

/** @throws Error where there is no /proc: CPU times are read from there. */
export function describeMachine(): Machine {
  if (platform() !== 'linux')
    throw new Error(`the bench reads CPU times from /proc, which ${platform()} does not have`);
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGb: Math.round(totalmem() / 1e9),
    system: `${distribution()}, Linux ${release()} ${arch()}`,
    node: process.version,
  };
}

function distribution(): string {
  try {
    return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'Linux';
  } catch {
    return 'Linux';
  }
}
