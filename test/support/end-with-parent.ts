/**
 * Loaded into a process under test before its own program (`node --import`): ends it when the process that started it is
 * gone, in whatever way, so that a killed test run leaves nothing behind. The channel between the two closes then.
 */
import process from 'node:process';

process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// The channel must not keep alive what would end by itself.
process.channel?.unref();
