import { runCommand } from '../process/run-command.ts';

/** An account of this machine. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** In this order: made for it, or there for what should have no rights. */
const ACCOUNTS = ['postgres', 'nobody'];

/**
 * The account to run PostgreSQL as. PostgreSQL refuses to run as root, so root lends it one that the machine has
 * already; none is created. `undefined`: as the account of this process.
 */
export async function chooseSystemUser(): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const account of ACCOUNTS) {
    const [uid, gid] = await Promise.all([id('-u', account), id('-g', account)]);
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Error(`PostgreSQL does not run as root, and there is no account ${ACCOUNTS.join(' or ')} to run it as`);
}

async function id(what: '-u' | '-g', account: string): Promise<number | undefined> {
  const { exitCode, stdout } = await runCommand('id', [what, account]);
  return exitCode === 0 ? Number(stdout) : undefined;
}
