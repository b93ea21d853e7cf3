import { describe, expect, test } from 'vitest';
import { parseConfig, type Config } from '../../../config.ts';
import { FLAGS } from '../../../flags.ts';
import { SSL_MODES, VARIABLES, type Environment } from '../../../variables.ts';

const env = (over: Environment = {}): Environment => ({
  PSQL_HOST: 'db.example.com',
  PSQL_PORT: '5432',
  PSQL_DBNAME: 'school',
  PSQL_USER: 'writer',
  PSQL_PASSWORD: 'hunter2',
  PSQL_SSLMODE: 'require',
  ...over,
});

function accepted(argv: readonly string[], variables: Environment = env()): Config {
  const parsed = parseConfig(argv, variables);
  if (parsed.kind !== 'run') throw new Error(`refused: ${JSON.stringify(parsed)}`);
  return parsed.config;
}

function refusal(argv: readonly string[], variables: Environment = env()): string {
  const parsed = parseConfig(argv, variables);
  if (parsed.kind !== 'wrong') throw new Error(`not refused: ${parsed.kind}`);
  return parsed.message;
}

describe('the variables of the tutorial', () => {
  test('say where the database is and who logs in', () => {
    expect(accepted([]).database).toEqual({
      host: 'db.example.com',
      port: 5432,
      database: 'school',
      user: 'writer',
      password: 'hunter2',
      tls: { mode: 'require' },
    });
  });

  test('may leave the password empty', () => {
    expect(accepted([], env({ PSQL_PASSWORD: '' })).database.password).toBe('');
  });

  test('are refused together, in one message that names each of them', () => {
    expect(refusal(['--log-level=loud'], { PSQL_PORT: 'http', PSQL_USER: '' })).toMatchInlineSnapshot(`
      "6 settings are missing or wrong:
        PSQL_HOST      is not set: PostgreSQL's host name, address or socket directory
        PSQL_PORT      must be a port from 1 to 65535, usually 5432
        PSQL_DBNAME    is not set: the name of the database
        PSQL_USER      is empty: the role to log in as
        PSQL_PASSWORD  is not set: the role's password; may be empty, but has to be set
        --log-level    must be debug, info, warn, error; it is "loud"
      Run with --help for all of them."
    `);
  });

  test('one alone is one', () => {
    expect(refusal([], env({ PSQL_DBNAME: undefined }))).toMatch(
      /^A setting is missing or wrong:\n {2}PSQL_DBNAME {2}is/,
    );
  });

  test.each(['0', '65536', '-1', '54 32', '5432.0', '0x1538', '1e3', '٥٤٣٢', ' 5432'])('refuse the port %j', (port) => {
    expect(refusal([], env({ PSQL_PORT: port }))).toContain('PSQL_PORT');
  });

  test.each([
    'localhost',
    '10.0.0.7',
    '::1',
    'fe80::1%eth0',
    'db-0.db.school.svc.cluster.local',
    '/var/run/postgresql',
  ])('take the host %s', (host) => {
    expect(accepted([], env({ PSQL_HOST: host })).database.host).toBe(host);
  });

  test.each(['postgres://writer:hunter2@db/school', 'db:5432', 'writer@db', 'db school'])(
    'refuse the host %j',
    (host) => {
      expect(refusal([], env({ PSQL_HOST: host }))).toContain('PSQL_HOST');
    },
  );

  test.each(['PSQL_HOST', 'PSQL_PORT', 'PSQL_DBNAME', 'PSQL_USER'])(
    'refuse a line break at the end of %s, once, as files and Secrets bring it along',
    (name) => {
      const message = refusal([], env({ [name]: `${env()[name] ?? ''}\n` }));
      expect(message.match(/PSQL_/g)).toHaveLength(1);
      expect(message).toContain('perhaps a line break at its end');
    },
  );

  test('may have any password, but one that ends with a line break is doubted', () => {
    expect(accepted([], env({ PSQL_PASSWORD: ' p\tw ' })).warnings).toEqual([]);
    const { database, warnings } = accepted([], env({ PSQL_PASSWORD: 'hunter2\n' }));
    expect(database.password).toBe('hunter2\n');
    expect(warnings).toEqual([expect.stringContaining('PSQL_PASSWORD ends with a line break')]);
    expect(warnings.join()).not.toContain('hunter2');
  });

  test('never show what they hold, since a password may have landed in any of them', () => {
    for (const name of Object.keys(VARIABLES)) {
      const message = refusal(['--unknown'], env({ [name]: 'hunter2:@\0' }));
      expect(message).not.toContain('hunter2');
    }
  });
});

describe('TLS', () => {
  test.each(SSL_MODES)('takes %s', (mode) => {
    const rootCert = mode.startsWith('verify') ? '/etc/ca.pem' : undefined;
    const { tls } = accepted([], env({ PSQL_SSLMODE: mode, PSQL_SSLROOTCERT: rootCert })).database;
    expect(tls).toEqual(rootCert === undefined ? { mode } : { mode, rootCert });
  });

  test.each(['allow', 'prefer'])('refuses %s with advice', (mode) => {
    expect(refusal([], env({ PSQL_SSLMODE: mode }))).toContain(
      `does not take ${mode}, which goes on without TLS in silence: use require, or better verify-full`,
    );
  });

  test.each([
    { PSQL_SSLMODE: 'VERIFY-FULL', PSQL_SSLROOTCERT: 'system' },
    { PSQL_SSLMODE: 'true' },
    { PSQL_SSLMODE: 'verify-ca' },
    { PSQL_SSLMODE: 'verify-full' },
    { PSQL_SSLMODE: 'verify-ca', PSQL_SSLROOTCERT: 'system' },
    { PSQL_SSLMODE: 'disable', PSQL_SSLROOTCERT: '/etc/ca.pem' },
    { PSQL_SSLMODE: undefined, PSQL_SSLROOTCERT: 'system' },
  ])('refuses $PSQL_SSLMODE with the root certificate $PSQL_SSLROOTCERT', (variables) => {
    expect(refusal([], env(variables))).toContain('PSQL_SSL');
  });

  test('with require, checks a root certificate that is given', () => {
    const { tls } = accepted([], env({ PSQL_SSLROOTCERT: '/etc/ca.pem' })).database;
    expect(tls).toEqual({ mode: 'require', rootCert: '/etc/ca.pem' });
  });

  test.each([
    { host: 'db.example.com', mode: undefined, warnings: 1 },
    { host: 'db.example.com', mode: '', warnings: 1 },
    { host: 'db.example.com', mode: 'disable', warnings: 0 },
    { host: 'db.example.com', mode: 'require', warnings: 0 },
    { host: 'localhost', mode: undefined, warnings: 0 },
    { host: '127.0.0.1', mode: undefined, warnings: 0 },
    { host: '127.8.9.10', mode: undefined, warnings: 0 },
    { host: '::1', mode: undefined, warnings: 0 },
    { host: '/run/postgresql', mode: undefined, warnings: 0 },
    { host: '127.0.0.1.example.com', mode: undefined, warnings: 1 },
    { host: 'localhost.example.com', mode: undefined, warnings: 1 },
  ])('of $host with PSQL_SSLMODE=$mode is off after $warnings warnings', ({ host, mode, warnings }) => {
    const config = accepted([], env({ PSQL_HOST: host, PSQL_SSLMODE: mode }));
    expect(config.warnings).toHaveLength(warnings);
  });
});

describe('the flags', () => {
  test('have defaults', () => {
    expect(accepted([]).flags).toEqual({
      namespaces: [],
      kubeconfig: undefined,
      'leader-elect': false,
      'leader-election-id': 'postgres-writer.demo.yash.com',
      'leader-election-namespace': undefined,
      'max-concurrent-reconciles': 64,
      'drift-interval': 60_000,
      'drift-notify': false,
      'statement-timeout': 30_000,
      'upgrade-from-go': false,
      'metrics-bind-address': '127.0.0.1:8080',
      'metrics-secure': undefined,
      'metrics-cert-path': undefined,
      'metrics-cert-name': 'tls.crt',
      'metrics-cert-key': 'tls.key',
      'health-probe-bind-address': ':8081',
      'profile-bind-address': '0',
      'log-level': 'info',
      'log-format': undefined,
    });
  });

  test.each([
    { argv: ['--namespaces', 'a,b'], name: 'namespaces', want: ['a', 'b'] },
    { argv: ['--namespaces=a, b,,a'], name: 'namespaces', want: ['a', 'b'] },
    { argv: ['--namespaces='], name: 'namespaces', want: [] },
    { argv: ['--kubeconfig', '/k'], name: 'kubeconfig', want: '/k' },
    { argv: ['-kubeconfig=/k=1'], name: 'kubeconfig', want: '/k=1' },
    { argv: ['--leader-elect'], name: 'leader-elect', want: true },
    { argv: ['--leader-elect=false'], name: 'leader-elect', want: false },
    { argv: ['--leader-elect', '--leader-elect=F'], name: 'leader-elect', want: false },
    { argv: ['--leader-election-id=x.y'], name: 'leader-election-id', want: 'x.y' },
    { argv: ['--leader-election-namespace=x'], name: 'leader-election-namespace', want: 'x' },
    { argv: ['--max-concurrent-reconciles', '1'], name: 'max-concurrent-reconciles', want: 1 },
    { argv: ['--drift-interval=0'], name: 'drift-interval', want: 0 },
    { argv: ['--drift-interval', '1h30m'], name: 'drift-interval', want: 5_400_000 },
    { argv: ['--drift-interval=1.5s'], name: 'drift-interval', want: 1_500 },
    { argv: ['--drift-interval=100ms'], name: 'drift-interval', want: 100 },
    { argv: ['--statement-timeout=1s'], name: 'statement-timeout', want: 1_000 },
    { argv: ['--statement-timeout', '10m'], name: 'statement-timeout', want: 600_000 },
    { argv: ['--metrics-secure'], name: 'metrics-secure', want: true },
    { argv: ['--metrics-secure=false'], name: 'metrics-secure', want: false },
    { argv: ['--metrics-cert-path=/certs'], name: 'metrics-cert-path', want: '/certs' },
    { argv: ['--metrics-cert-name', 'a.pem'], name: 'metrics-cert-name', want: 'a.pem' },
    { argv: ['--metrics-cert-key=a.key'], name: 'metrics-cert-key', want: 'a.key' },
    { argv: ['--upgrade-from-go'], name: 'upgrade-from-go', want: true },
    { argv: ['--metrics-bind-address=:0'], name: 'metrics-bind-address', want: ':0' },
    { argv: ['--metrics-bind-address=[::1]:8443'], name: 'metrics-bind-address', want: '[::1]:8443' },
    { argv: ['--health-probe-bind-address', '0'], name: 'health-probe-bind-address', want: '0' },
    { argv: ['--profile-bind-address=127.0.0.1:6060'], name: 'profile-bind-address', want: '127.0.0.1:6060' },
    { argv: ['--profile-bind-address=[::1]:6060'], name: 'profile-bind-address', want: '[::1]:6060' },
    { argv: ['--profile-bind-address=0'], name: 'profile-bind-address', want: '0' },
    { argv: ['--log-level=DEBUG'], name: 'log-level', want: 'debug' },
    { argv: ['--log-format=json'], name: 'log-format', want: 'json' },
  ] as const)('read $argv', ({ argv, name, want }) => {
    expect(accepted(argv).flags[name]).toEqual(want);
  });

  test.each([
    '--namespaces=A',
    '--namespaces=a/b',
    '--kubeconfig=',
    '--kubeconfig',
    '--leader-elect=maybe',
    '--leader-election-id=-x',
    '--leader-election-namespace=x.y',
    '--max-concurrent-reconciles=0',
    '--max-concurrent-reconciles=many',
    '--drift-interval=60',
    '--drift-interval=-1s',
    '--drift-interval=99ms',
    '--drift-interval=25h',
    '--drift-interval=1s,2s',
    '--drift-interval=',
    '--statement-timeout=0',
    '--statement-timeout=0s',
    '--statement-timeout=-30s',
    '--statement-timeout=999ms',
    '--statement-timeout=11m',
    '--statement-timeout=30',
    '--statement-timeout=never',
    '--metrics-secure=maybe',
    '--metrics-cert-path=',
    '--metrics-cert-name=',
    '--metrics-bind-address=8080',
    '--metrics-bind-address=:65536',
    '--health-probe-bind-address=http://x:1',
    '--profile-bind-address=:6060',
    '--profile-bind-address=0.0.0.0:6060',
    '--profile-bind-address=10.1.2.3:6060',
    '--log-level=loud',
    '--log-format=xml',
    '--unknown=1',
    '--no-leader-elect',
    'run',
    '--',
  ])('refuse %s', (arg) => {
    expect(refusal([arg])).toContain(arg.split('=')[0]);
  });

  test('of a statement say within which bounds, when they are out of them', () => {
    expect(refusal(['--statement-timeout=0'])).toContain(
      '--statement-timeout  must be a duration such as 30s or 2m, from 1s to 10m; it is "0"',
    );
  });

  test('that contradict each other are refused', () => {
    const argv = ['--metrics-cert-path=/certs', '--metrics-secure=false'];
    expect(refusal(argv)).toContain('--metrics-cert-path  needs TLS, which --metrics-secure=false turns off');
  });

  test('that ask for help or the version get it, whatever else is wrong', () => {
    expect(parseConfig(['--nonsense', '--help'], {}).kind).toBe('help');
    expect(parseConfig(['-h'], {}).kind).toBe('help');
    expect(parseConfig(['--version'], {}).kind).toBe('version');
  });

  test('are all in the help, and so are the variables', () => {
    const parsed = parseConfig(['--help'], {});
    const text = parsed.kind === 'help' ? parsed.text : '';
    for (const name of [...Object.keys(FLAGS).map((flag) => `--${flag}`), ...Object.keys(VARIABLES)]) {
      expect(text).toContain(name);
    }
  });
});

describe('migrate', () => {
  test('needs the database, and no cluster', () => {
    expect(parseConfig(['migrate'], env())).toEqual({ kind: 'migrate', database: accepted([]).database });
    expect(refusal(['migrate'], {})).toMatch(/^5 settings are missing/);
  });

  test('--print needs the name of the role alone', () => {
    expect(parseConfig(['migrate', '--print'], { PSQL_USER: 'writer' })).toEqual({
      kind: 'printMigrations',
      role: 'writer',
    });
    expect(refusal(['migrate', '--print'], {})).toContain('PSQL_USER');
  });

  test('takes nothing else', () => {
    expect(refusal(['migrate', '--leader-elect', 'now'])).toMatch(/--leader-elect {2}is no.*\n {2}now/);
    expect(parseConfig(['migrate', '--help'], {}).kind).toBe('help');
  });
});

describe('sweep', () => {
  test('is confirmed by the number of objects', () => {
    const expected = { kind: 'confirmSweep', database: accepted([]).database, count: 40 };
    expect(parseConfig(['sweep', '--confirm', '40'], env())).toEqual(expected);
    expect(parseConfig(['sweep', '--confirm=40'], env())).toEqual(expected);
  });

  test.each([[['--confirm']], [['--confirm', '0']], [['--confirm', 'all']], [['--confirm', '-1']], [[]]])(
    'is refused as %j',
    (argv) => expect(refusal(['sweep', ...argv])).toContain('--confirm'),
  );

  test('takes nothing else, and needs the database', () => {
    expect(refusal(['sweep', '--confirm=1', '--confirm=2'])).toMatch(
      /--confirm {2}is no flag of sweep, or was given twice/,
    );
    expect(refusal(['sweep', '--confirm=1'], {})).toContain('PSQL_HOST');
    expect(parseConfig(['sweep', '--help'], {}).kind).toBe('help');
  });
});

describe('takeover', () => {
  const { database } = accepted([]);

  test('is from a cluster into the one of the kubeconfig', () => {
    const expected = { kind: 'takeover', database, from: 'old', kubeconfig: undefined, clusterId: undefined };
    expect(parseConfig(['takeover', '--from', 'old'], env())).toEqual(expected);
    const argv = ['takeover', '--cluster-id=new', '--from=old', '--kubeconfig', 'file'];
    expect(parseConfig(argv, env())).toEqual({ ...expected, kubeconfig: 'file', clusterId: 'new' });
  });

  test('is refused without a cluster to take from, or into itself', () => {
    expect(refusal(['takeover'])).toContain('--from  is needed by takeover');
    expect(refusal(['takeover', '--from', ''])).toContain('--from  must be');
    expect(refusal(['takeover', '--from=a', '--cluster-id=a'])).toContain('must name another cluster');
    expect(refusal(['takeover', '--from=a', '--leader-elect'])).toContain('--leader-elect  is no flag of takeover');
    expect(refusal(['takeover', '--from=a'], {})).toContain('PSQL_HOST');
    expect(parseConfig(['takeover', '--help'], {}).kind).toBe('help');
  });
});

test.each(['prod', '6f1c2c1e-6d7e-4bd7-9f3e-0a8a3b2f7d11', 'eu.west_1', 'A'])('--cluster-id takes %s', (id) => {
  expect(accepted(['--cluster-id', id]).flags['cluster-id']).toBe(id);
});

test.each(['', '-a', 'a b', 'a\n', 'a'.repeat(254)])('--cluster-id refuses %j', (id) => {
  expect(refusal([`--cluster-id=${id}`])).toContain('--cluster-id');
});

describe('epoch', () => {
  test('is raised only when told so in full', () => {
    expect(parseConfig(['epoch', '--raise'], env())).toEqual({ kind: 'raiseEpoch', database: accepted([]).database });
    for (const argv of [['epoch'], ['epoch', '--raise', '--raise'], ['epoch', '--lower']]) {
      expect(refusal(argv)).toContain('epoch  takes --raise, and nothing else');
    }
    expect(refusal(['epoch', '--raise'], {})).toContain('PSQL_HOST');
  });
});
