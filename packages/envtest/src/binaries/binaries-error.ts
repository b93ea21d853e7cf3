import {
  fileName,
  goPlatform,
  KUBERNETES_SERIES,
  KUBERNETES_VERSION,
  MAIN_PROGRAMS,
  type Program,
} from './programs.ts';

/** One way that was tried. */
export interface Attempt {
  /** As in "tried …". */
  readonly what: string;
  readonly why: string;
}

/** No way led to the programs. Its message says what was tried, why each failed, and what to do. */
export class BinariesError extends Error {
  override readonly name = 'BinariesError';
  readonly attempts: readonly Attempt[];

  constructor(programs: readonly Program[], attempts: readonly Attempt[], options?: ErrorOptions) {
    const tried = attempts.map(({ what, why }, index) => `  ${index + 1}. ${what}: ${indent(why)}`);
    super(
      [
        `cannot get ${programs.join(', ')} (Kubernetes ${KUBERNETES_VERSION}, ${goPlatform()}). Tried, in this order:`,
        ...tried,
        'Do one of these:',
        ...REMEDIES.map((remedy) => `  - ${remedy}`),
      ].join('\n'),
      options,
    );
    this.attempts = attempts;
  }
}

const REMEDIES = [
  'let this machine reach raw.githubusercontent.com and github.com, where the official archives are',
  'install Go 1.26 or newer (https://go.dev/dl/) and let it reach a Go module proxy (go env GOPROXY)',
  `set KUBEBUILDER_ASSETS to a folder that has ${MAIN_PROGRAMS.map((program) => fileName(program)).join(', ')}, ` +
    `for instance to what "setup-envtest use ${KUBERNETES_SERIES}.x -p path" prints on a machine that can`,
];

const indent = (text: string): string => text.replaceAll('\n', '\n     ');
