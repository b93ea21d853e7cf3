import { afterAll, beforeAll, expect, test } from 'vitest';
import { HttpProxy } from '../faults/http-proxy.ts';
import { soon } from '../support/eventually.ts';
import type { OperatorProcess } from '../support/operator.ts';
import { useStage } from '../support/stage.ts';

// I9: no row value and no password in logs, events, metrics or conditions, whatever goes wrong. PostgreSQL's own
// messages quote values; so every way to make it complain about one is tried here.
const SECRET = 'TOPSECRET';
const stage = useStage();
let proxy: HttpProxy;
let operator: OperatorProcess;
beforeAll(async () => {
  proxy = await HttpProxy.start(stage.environment.config);
});
afterAll(() => proxy[Symbol.asyncDispose]());

const COMPLAINTS: readonly { readonly what: string; readonly table: string; readonly ddl: readonly string[] }[] = [
  {
    what: 'checks',
    table: 'checks',
    ddl: ["create table checks (id text primary key, name text check (name = 'x'), age integer, country text)"],
  },
  {
    what: 'short',
    table: 'short',
    ddl: ['create table short (id text primary key, name varchar(3), age integer, country text)'],
  },
  {
    what: 'unique',
    table: 'uniq',
    ddl: [
      'create table uniq (id text primary key, name text unique, age integer, country text)',
      `insert into uniq values ('other', '${SECRET}-unique', 1, 'x')`,
    ],
  },
  {
    what: 'reference',
    table: 'refer',
    ddl: [
      'create table known (name text primary key)',
      'create table refer (id text primary key, name text references known, age integer, country text)',
    ],
  },
  {
    what: 'enumeration',
    table: 'enumer',
    ddl: [
      "create type mood as enum ('ok')",
      'create table enumer (id text primary key, name mood, age integer, country text)',
    ],
  },
  {
    what: 'number',
    table: 'numbers',
    ddl: ['create table numbers (id text primary key, name integer, age integer, country text)'],
  },
  {
    what: 'json',
    table: 'documents',
    ddl: ['create table documents (id text primary key, name jsonb, age integer, country text)'],
  },
  {
    what: 'domain',
    table: 'domains',
    ddl: [
      "create domain plain as text check (value !~ 'SECRET')",
      'create table domains (id text primary key, name plain, age integer, country text)',
    ],
  },
  {
    what: 'trigger',
    table: 'loud',
    ddl: [
      'create table loud (id text primary key, name text, age integer, country text)',
      "create function shout() returns trigger language plpgsql as $$ begin raise exception 'no % here', new.name using detail = new.country, hint = new.name; end $$",
      'create trigger shout before insert on loud for each row execute function shout()',
    ],
  },
  {
    what: 'exclusion',
    table: 'exclusive',
    ddl: [
      'create table exclusive (id text primary key, name text, age integer, country text, exclude using btree (name with =))',
      `insert into exclusive values ('other', '${SECRET}-exclusion', 1, 'x')`,
    ],
  },
  {
    what: 'deferred',
    table: 'deferred',
    ddl: [
      'create table deferred (id text primary key, name text references known deferrable initially deferred, age integer, country text)',
    ],
  },
  { what: 'table', table: `no_such_table`, ddl: [] },
];

test('no complaint of the database takes a row value with it', async () => {
  for (const { ddl } of COMPLAINTS) for (const statement of ddl) await stage.tables.sql(statement);
  operator = await stage.startOperator({ kubeconfigPath: proxy.kubeconfig, args: ['--log-level=debug'] });
  for (const { what, table } of COMPLAINTS) {
    await stage.writers.create(what, {
      table,
      name: `${SECRET}-${what}`,
      country: `${SECRET}-country`,
      age: 1_234_567,
    });
  }
  for (const { what } of COMPLAINTS) {
    await soon(() => stage.writers.readiness(what)).toSatisfy((said) => said !== undefined && said !== 'True');
  }
  for (const object of await stage.writers.list()) {
    const said = JSON.stringify(object.status);
    expect(said, object.metadata.name).not.toContain(SECRET);
    expect(said, object.metadata.name).not.toContain('1234567');
  }
});

test('no event carries one', async () => {
  const path = `/apis/events.k8s.io/v1/namespaces/${stage.environment.namespace}/events`;
  await soon(async () => (await stage.api.get<{ items: unknown[] }>(path)).items.length).toBeGreaterThan(5);
  const events = JSON.stringify(await stage.api.get(path));
  expect(events).not.toContain(SECRET);
  expect(events).not.toContain('1234567');
});

test('no metric carries one', async () => {
  const metrics = await operator.metrics();
  expect(metrics).toContain('controller_runtime_reconcile_total');
  expect(metrics).not.toContain(SECRET);
  expect(metrics).not.toContain(stage.login.password);
});

test('no request to the API server takes the password along', () => {
  const calls = proxy.calls();
  expect(calls.length).toBeGreaterThan(0);
  for (const { path, body } of calls) {
    expect(path).not.toContain(stage.login.password);
    expect(body).not.toContain(stage.login.password);
  }
});

test('no line of the log, down to debug, carries a value or the password', async () => {
  await operator[Symbol.asyncDispose]();
  expect(operator.logs.length).toBeGreaterThan(0);
  expect(operator.output).not.toContain(SECRET);
  expect(operator.output).not.toContain(stage.login.password);
});

test('a login that is refused does not tell the password', async () => {
  const password = 'wrong-and-secret';
  await using refused = await stage.launchOperator({ database: { ...stage.login, password } });
  await stage.writers.create('locked-out');
  await soon(() => stage.writers.readiness('locked-out')).toSatisfy((said) => said !== undefined && said !== 'True');
  expect(JSON.stringify(await stage.writers.get('locked-out'))).not.toContain(password);
  expect((await refused.probe('/readyz'))?.body).not.toContain(password);
  await refused.stop();
  expect(refused.output).not.toContain(password);
  expect(refused.output).not.toMatch(new RegExp(Buffer.from(password).toString('base64')));
});
