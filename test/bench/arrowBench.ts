import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { EngineClient } from '../../src/engine/client';
import { percentilesOf } from '../../src/capture/aggregates/percentiles';
import { rowsEveryMillis } from '../../src/engine/announcements';
import { launchBrowser } from '../support/browser.mts';
import { OwnRabbitNode } from '../support/rabbitmq';
import { waitFor } from '../support/waitFor';
import { besideEngine } from '../webview/besideEngine';
import { openWebview } from '../webview/openWebview';
import type { Figure } from './figure';

const seconds = 10;

/**
 * Measures the time from a service's own clock, before it publishes, to the moment at which its
 * arrow is painted. The service uses real oslo.messaging and casts as fast as it can; arrows that
 * left the screen before they were painted do not count.
 */
export async function benchArrows(folder: string): Promise<Figure[]> {
  const rabbit = await OwnRabbitNode.start();
  const browser = await launchBrowser();
  const client = new EngineClient(path.resolve('dist/engine.js'), {
    kind: 'record',
    path: path.join(folder, 'arrows.rpcscope'),
    recording: { name: 'arrows', broker: rabbit.connection(), keepSecrets: false },
  });
  try {
    await rabbit.setTracing(true);
    await waitFor(async () => (await client.api.status.captureStatus()).source.state === 'live', {
      what: 'a live capture',
    });
    const view = await openWebview(browser, {
      api: besideEngine(client.api, () => ({ isLive: true })),
    });
    client.onDidAnnounce(event => void view.announce(event));
    await view.page.locator('.filter-count').waitFor();
    await view.page.evaluate(watchArrows);
    const sent = await castFor(rabbit.transportUrl());
    const millis = await view.page.evaluate(() => window.arrowMillis);
    const found = percentilesOf(millis);
    if (!found) throw new Error('no arrow was painted');
    const { recordCount } = await client.api.status.captureStatus();
    return [
      {
        what: `published until painted, ${Math.round(sent / seconds)} casts/s, p50 / p99`,
        value: `${found.p50.toFixed(0)} / ${found.p99.toFixed(0)} ms`,
        comparedWith: `announcements are ${rowsEveryMillis} ms apart; ${recordCount} records, ${millis.length} arrows seen`,
        ratio: (found.p50 / rowsEveryMillis).toFixed(1),
        aim: '< 100 / < 300 ms',
      },
    ];
  } finally {
    await browser.close();
    await client.stop();
    await rabbit.dispose();
  }
}

declare global {
  interface Window {
    /** Time of each arrow whose label was painted. */
    arrowMillis: number[];
  }
}

/** Runs in the page, whose clock is that of the services. */
function watchArrows(): void {
  window.arrowMillis = [];
  const seen = new Set<string>();
  const context = CanvasRenderingContext2D.prototype;
  const { fillText } = Object.getOwnPropertyDescriptors(context);
  Object.defineProperty(context, 'fillText', {
    value(this: CanvasRenderingContext2D, ...args: Parameters<CanvasText['fillText']>) {
      const [label] = args;
      if (label.startsWith('at_') && !seen.has(label)) {
        seen.add(label);
        const now = performance.timeOrigin + performance.now();
        window.arrowMillis.push(now - Number(label.slice(3)) / 1000);
      }
      fillText.value?.apply(this, args);
    },
  });
}

/** @returns number of sent casts */
async function castFor(transportUrl: string): Promise<number> {
  const script = path.resolve('test/bench/castClock.py');
  const sender = spawn('/usr/bin/python3', [script, transportUrl, String(seconds)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  sender.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const [code] = (await once(sender, 'close')) as [number];
  if (code !== 0) throw new Error(`the sender ended with ${code}`);
  return Number(printed);
}
