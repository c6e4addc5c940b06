import { defineConfig } from 'vitest/config';

/** How long a test waits for what must come. A busy machine takes its time; what never comes fails anyway. */
const patienceMillis = 30_000;

// All tiers but two: the extension host's and the workbench's tests have runners of their own.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}'],
          // A busy machine is no failure.
          expect: { poll: { timeout: 10_000 } },
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'handlers',
          include: ['test/handlers/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'broker',
          include: ['test/broker/**/*.test.ts'],
          globalSetup: ['test/support/rabbitmqSetup.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'webview',
          include: ['test/webview/**/*.test.ts'],
          expect: { poll: { timeout: patienceMillis } },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'workbench',
          // What is awaited has come when it is there; a busy machine takes its time.
          expect: { poll: { timeout: 30_000 } },
          include: ['test/workbench/**/*.test.ts'],
          globalSetup: ['test/support/workbenchSetup.mts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
