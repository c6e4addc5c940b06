/** Before each file of tests: gives fast-check the seed of the environment; else it prints its own. */
import { seedVariable } from './random';

const seed = process.env[seedVariable];
if (seed !== undefined) {
  const { configureGlobal } = await import('fast-check');
  configureGlobal({ seed: Number(seed) });
}
