import { createGlobalSetup } from './global-setup.ts';

/** For `globalSetup` in a vitest configuration, where no options are needed. */
export const setup = createGlobalSetup();
