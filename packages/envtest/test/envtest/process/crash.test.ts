import { expect, test } from 'vitest';
import { end, expectGone, expectRunning, startParent } from '../../support/crash.ts';

test('when the process that started them is killed, real servers and their data are gone', async () => {
  const { child, belongings } = await startParent('servers-parent');
  expectRunning(belongings);
  expect(belongings.processes).toHaveLength(3);
  await end(child, 'SIGKILL');
  await expectGone(belongings);
});
