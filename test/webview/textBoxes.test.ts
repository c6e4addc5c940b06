/** Room for text: none is cut off without a sign, none lies on another. */
import { expect } from 'vitest';
import { stored } from './sampleRows';
import { textProblems } from './textBoxes';
import { emptyCaptures, tabSizes, walkViews } from './walkViews';
import { test } from './webviewTest';

test.for(['comfortable', 'compact'] as const)(
  'every text of the tab can be read when rows are %s',
  async (density, { open }) => {
    const view = await open({ ...stored, density }, { size: tabSizes[3] });
    const found = new Map<string, string[]>();
    await walkViews(view, async name => {
      for (const size of tabSizes) {
        await view.page.setViewportSize(size);
        await view.untilPainted();
        const problems = await textProblems(view.page);
        if (problems.length > 0) found.set(`${name} at ${size.width}`, problems);
      }
    });
    expect(Object.fromEntries(found)).toEqual({});
  },
);

test.for(Object.keys(emptyCaptures))('every text can be read with %s', async (name, { open }) => {
  const view = await open(emptyCaptures[name]);
  for (const size of tabSizes) {
    await view.page.setViewportSize(size);
    await view.untilPainted();
    expect(await textProblems(view.page)).toEqual([]);
  }
});

test('text that lies on other text, and text that is cut off, are found', async ({ open }) => {
  const { page } = await open(stored);
  expect(await textProblems(page)).toEqual([]);
  await page.evaluate(() => {
    const box = document.createElement('div');
    box.style.cssText = 'position: fixed; left: 40px; top: 400px; width: 30px; overflow: hidden';
    box.innerHTML = '<span style="white-space: nowrap">much too long</span>';
    const over = document.createElement('div');
    over.style.cssText = 'position: fixed; left: 45px; top: 402px';
    over.textContent = 'over it';
    document.body.append(box, over);
  });
  const problems = await textProblems(page);
  expect(problems).toContain('"much too long" is cut by div.');
  await page.evaluate(() =>
    (document.querySelector('body > div > span') as Element).setAttribute('title', 'x'),
  );
  expect(await textProblems(page)).toContain('"much too long" and "over it" overlap');
});
