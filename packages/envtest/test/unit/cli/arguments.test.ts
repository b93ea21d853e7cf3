import { describe, expect, test } from 'vitest';
import { parseCommand, USAGE, UsageError } from '../../../src/cli/arguments.ts';

describe('the command line', () => {
  test.each([
    {
      args: ['start'],
      want: { name: 'start', controllerManager: false, crdPaths: [], postgres: true, durable: false },
    },
    {
      args: ['start', '--crd', 'a', '--crd=b', '--controller-manager', '--no-postgres', '--durable'],
      want: { name: 'start', controllerManager: true, crdPaths: ['a', 'b'], postgres: false, durable: true },
    },
    { args: ['binaries'], want: { name: 'binaries', controllerManager: false } },
    { args: ['binaries', '--controller-manager'], want: { name: 'binaries', controllerManager: true } },
    { args: ['--help'], want: { name: 'help' } },
    { args: ['start', '-h'], want: { name: 'help' } },
    { args: ['help'], want: { name: 'help' } },
  ])('$args', ({ args, want }) => {
    expect(parseCommand(args)).toEqual(want);
  });

  test.each([
    { args: [], message: 'which command?' },
    { args: ['stop'], message: 'unknown command stop' },
    { args: ['start', '--crds', 'a'], message: "Unknown option '--crds'" },
    { args: ['start', '--crd'], message: "Option '--crd <value>' argument missing" },
    { args: ['start', 'now'], message: "Unexpected argument 'now'" },
    { args: ['binaries', '--no-postgres'], message: "Unknown option '--no-postgres'" },
  ])('$args is wrong: $message', ({ args, message }) => {
    expect(() => parseCommand(args)).toThrow(UsageError);
    expect(() => parseCommand(args)).toThrow(message);
  });

  test('the usage names every option', () => {
    for (const option of ['--crd', '--controller-manager', '--no-postgres', '--durable'])
      expect(USAGE).toContain(option);
  });
});
