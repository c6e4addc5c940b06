import { defineConfig } from 'vitest/config';
import { testTimeoutMillis, timeoutMillis } from './test/support/timeout.mts';

// All tiers but two: the extension host's and the workbench's tests have runners of their own.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}'],
          setupFiles: ['test/support/fastCheckSeed.ts'],
          expect: { poll: { timeout: timeoutMillis } },
          testTimeout: testTimeoutMillis,
          hookTimeout: testTimeoutMillis,
        },
      },
      {
        test: {
          name: 'handlers',
          include: ['test/handlers/**/*.test.ts'],
          testTimeout: testTimeoutMillis,
          hookTimeout: testTimeoutMillis,
        },
      },
      {
        test: {
          name: 'broker',
          include: ['test/broker/**/*.test.ts'],
          globalSetup: ['test/support/rabbitmqSetup.ts'],
          fileParallelism: false,
          expect: { poll: { timeout: timeoutMillis } },
          testTimeout: testTimeoutMillis,
          hookTimeout: testTimeoutMillis,
        },
      },
      {
        test: {
          name: 'webview',
          include: ['test/webview/**/*.test.ts'],
          expect: { poll: { timeout: timeoutMillis } },
          testTimeout: testTimeoutMillis,
          hookTimeout: testTimeoutMillis,
        },
      },
      {
        test: {
          name: 'workbench',
          expect: { poll: { timeout: timeoutMillis } },
          include: ['test/workbench/**/*.test.ts'],
          globalSetup: ['test/support/workbenchSetup.mts'],
          fileParallelism: false,
          testTimeout: testTimeoutMillis,
          hookTimeout: testTimeoutMillis,
        },
      },
    ],
  },
});
