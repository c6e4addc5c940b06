import { runMocha } from '../support/vscodeMocha';

export const run = (): Promise<void> =>
  runMocha(async () => {
    await import('./activation.test');
    await import('./captures.test');
    await import('./brokers.test');
    await import('./services.test');
    await import('./requests.test');
    await import('./code.test');
    await import('./navigation.test');
  });
