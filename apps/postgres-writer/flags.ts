import { LOG_LEVELS, type LogLevel } from '@kubewright/controller-runtime/log';
import {
  bindAddress,
  clusterId,
  duration,
  label,
  labelList,
  loopbackAddress,
  nonEmpty,
  oneOf,
  subdomain,
  truth,
  wholeNumber,
} from './values.ts';

/** One command-line flag: how it is documented, and how its text is read. */
export interface Flag<T> {
  /** What stands for the value in `--help`; empty for a switch. */
  readonly value: string;
  readonly fallback: T;
  /** The fallback, as `--help` and the documentation say it. */
  readonly shown: string;
  readonly help: string;
  /** `undefined` when the text is not of the accepted form. */
  readonly parse: (text: string) => T | undefined;
  /** The accepted form, for the message that refuses another. */
  readonly form: string;
}

/** What happens less often is better turned off. */
const DAY_MS = 86_400_000;

const flag = <T>(spec: Flag<T>): Flag<T> => Object.freeze(spec);

/** The accepted form of a cluster's id. */
export const CLUSTER_ID_FORM =
  'at most 253 letters, digits, dashes, dots and underscores, the first and last no punctuation';

/** Every flag, in the order of `--help`. docs/reference/configuration.md lists the same; a test compares them. */
export const FLAGS = Object.freeze({
  namespaces: flag<readonly string[]>({
    value: 'A,B',
    fallback: [],
    shown: 'all',
    help: 'Watch these namespaces only; nothing outside them is read or written.',
    parse: labelList,
    form: 'names of namespaces, separated by commas',
  }),
  kubeconfig: flag<string | undefined>({
    value: 'FILE',
    fallback: undefined,
    shown: '$KUBECONFIG, in-cluster, ~/.kube/config',
    help: 'The cluster to work with.',
    parse: nonEmpty,
    form: 'a path',
  }),
  'cluster-id': flag<string | undefined>({
    value: 'ID',
    fallback: undefined,
    shown: 'the uid of the namespace kube-system',
    help: 'Names this cluster in the ledger: two clusters on one database need two.',
    parse: clusterId,
    form: CLUSTER_ID_FORM,
  }),
  'leader-elect': flag({
    value: '',
    fallback: false,
    shown: 'false',
    help: 'Work only while holding the lease, so that a second operator stands by.',
    parse: truth,
    form: 'true or false',
  }),
  'leader-election-id': flag<string>({
    value: 'NAME',
    fallback: 'postgres-writer.demo.yash.com',
    shown: 'postgres-writer.demo.yash.com',
    help: 'Name of the lease.',
    parse: subdomain,
    form: 'a lower-case DNS name of at most 253 characters',
  }),
  'leader-election-namespace': flag<string | undefined>({
    value: 'NAMESPACE',
    fallback: undefined,
    shown: "the pod's, or that of the kubeconfig's context",
    help: 'Where the lease is.',
    parse: label,
    form: 'the name of a namespace',
  }),
  'max-concurrent-reconciles': flag<number>({
    value: 'N',
    fallback: 64,
    shown: '64',
    help: 'How many objects are worked on at once.',
    parse: (text) => wholeNumber(text, 1, 10_000),
    form: 'a whole number from 1 to 10000',
  }),
  'drift-interval': flag<number>({
    value: 'DURATION',
    fallback: 60_000,
    shown: '60s',
    help: 'How often all rows are compared with their objects, give or take a tenth; 0: only at the start.',
    parse: (text) => (text === '0' ? 0 : duration(text, 100, DAY_MS)),
    form: 'a duration such as 60s, 5m or 1h30m, from 100ms to 24h, or 0',
  }),
  'drift-notify': flag({
    value: '',
    fallback: false,
    shown: 'false',
    help: 'Put triggers on the tables, so that rows are compared as soon as somebody else changes them.',
    parse: truth,
    form: 'true or false',
  }),
  'statement-timeout': flag<number>({
    value: 'DURATION',
    fallback: 30_000,
    shown: '30s',
    help: 'How long a statement may take before PostgreSQL cancels it; it is tried again.',
    parse: (text) => duration(text, 1_000, 600_000),
    form: 'a duration such as 30s or 2m, from 1s to 10m',
  }),
  'upgrade-from-go': flag({
    value: '',
    fallback: false,
    shown: 'false',
    help: 'Take over the rows of objects that the Go original of this operator has in hand. For one start.',
    parse: truth,
    form: 'true or false',
  }),
  'metrics-bind-address': flag<string>({
    value: 'ADDRESS',
    fallback: '127.0.0.1:8080',
    shown: '127.0.0.1:8080',
    help: 'Where /metrics is served; 0 turns it off.',
    parse: bindAddress,
    form: 'HOST:PORT, :PORT or 0',
  }),
  'metrics-secure': flag<boolean | undefined>({
    value: '',
    fallback: undefined,
    shown: 'true, unless the address is of this machine alone',
    help: 'Serve metrics with TLS, to those whose token may get /metrics.',
    parse: truth,
    form: 'true or false',
  }),
  'metrics-cert-path': flag<string | undefined>({
    value: 'DIRECTORY',
    fallback: undefined,
    shown: 'none: a self-signed certificate',
    help: "Where the metrics server's certificate and key are, read again when they change.",
    parse: nonEmpty,
    form: 'a path',
  }),
  'metrics-cert-name': flag<string>({
    value: 'FILE',
    fallback: 'tls.crt',
    shown: 'tls.crt',
    help: 'Name of the certificate there.',
    parse: nonEmpty,
    form: 'the name of a file',
  }),
  'metrics-cert-key': flag<string>({
    value: 'FILE',
    fallback: 'tls.key',
    shown: 'tls.key',
    help: 'Name of the key there.',
    parse: nonEmpty,
    form: 'the name of a file',
  }),
  'health-probe-bind-address': flag<string>({
    value: 'ADDRESS',
    fallback: ':8081',
    shown: ':8081',
    help: 'Where /healthz and /readyz are served; 0 turns them off.',
    parse: bindAddress,
    form: 'HOST:PORT, :PORT or 0',
  }),
  'profile-bind-address': flag<string>({
    value: 'ADDRESS',
    fallback: '0',
    shown: '0',
    help: 'Where CPU and heap profiles are served, to this machine alone, since a heap holds every secret; 0: nowhere.',
    parse: loopbackAddress,
    form: '127.0.0.1:PORT, localhost:PORT, [::1]:PORT or 0',
  }),
  'log-level': flag<LogLevel>({
    value: 'LEVEL',
    fallback: 'info',
    shown: 'info',
    help: 'The least severe lines to log.',
    parse: (text) => oneOf(LOG_LEVELS, text),
    form: LOG_LEVELS.join(', '),
  }),
  'log-format': flag<'console' | 'json' | undefined>({
    value: 'FORMAT',
    fallback: undefined,
    shown: 'console in a terminal, else json',
    help: 'How log lines look.',
    parse: (text) => oneOf(['console', 'json'] as const, text),
    form: 'console or json',
  }),
});

export type FlagName = keyof typeof FLAGS;
export type FlagValues = { readonly [N in FlagName]: (typeof FLAGS)[N] extends Flag<infer T> ? T : never };
