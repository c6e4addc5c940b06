import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';
import { chromiumPath } from './debianPackages.mts';

/** Starts the machine's Chromium without a window. */
export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
