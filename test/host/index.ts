import { runMocha } from '../support/vscodeMocha';

/** Runs every bundled test file that stands beside this one. */
export const run = (): Promise<void> => runMocha(__dirname);
