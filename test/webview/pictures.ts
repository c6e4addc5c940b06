/** Pictures of a page, taken when it has stopped changing. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';

const folder = path.resolve('test/screenshots');
const intervalMillis = 100;
/** Number of looks after which a page that never rests gets its picture. */
const maxLooks = 50;

/** Looks at the page until two pictures in a row are equal, and returns that picture. */
export async function stillPicture(page: Page): Promise<Buffer> {
  let picture = await page.screenshot();
  for (let look = 1; look < maxLooks; look++) {
    await delay(intervalMillis);
    const next = await page.screenshot();
    if (next.equals(picture)) break;
    picture = next;
  }
  return picture;
}

/** Writes a picture of the page into `test/screenshots`. */
export async function takePicture(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${name}.png`), await stillPicture(page));
}
