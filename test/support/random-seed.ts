import process from 'node:process';
import fc from 'fast-check';

/**
 * Random tests draw the same values in every run, so that a red run means that a change broke something. The long suite
 * draws new ones (`make test-long`), and `SEED=…` repeats what it found.
 */
const SEED = 20_261_124;

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env['SEED'] ?? SEED) });
