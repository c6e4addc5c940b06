/** Gives fast-check the seed of the environment; without one, fast-check prints the seed that it takes. */
import { seedVariable } from './random';

const seed = process.env[seedVariable];
if (seed !== undefined) {
  const { configureGlobal } = await import('fast-check');
  configureGlobal({ seed: Number(seed) });
}
