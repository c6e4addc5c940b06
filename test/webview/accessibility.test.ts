/** Accessibility of all that a tab shows by axe-core, in each kind of theme and in tabs of each size. */
import { expect } from 'vitest';
import { stored } from './sampleRows';
import { themes } from './themes';
import { emptyCaptures, tabSizes, walkViews } from './walkViews';
import { test, violationsOf } from './webviewTest';

const usualSize = tabSizes[1];
const themeNames = Object.keys(themes) as (keyof typeof themes)[];
/** Sizes decide what is shown, and themes its colours: each theme at one size, and one theme at each size. */
const looks = themeNames.map(theme => ({
  theme,
  sizes: theme === 'dark' ? tabSizes : [usualSize],
}));

test.for(looks)(
  'no view has a violation in the theme $theme',
  async ({ theme, sizes }, { open }) => {
    const view = await open(stored, { theme, size: usualSize });
    const found = new Map<string, string[]>();
    await walkViews(view, async name => {
      for (const size of sizes) {
        await view.page.setViewportSize(size);
        await view.untilPainted();
        const violations = await violationsOf(view.page);
        if (violations.length > 0) found.set(`${name} at ${size.width}`, violations);
      }
    });
    expect(Object.fromEntries(found)).toEqual({});
  },
);

test.for(themeNames)(
  'a tab with nothing to show has no violation in the theme %s',
  async (theme, { open }) => {
    for (const [name, fields] of Object.entries(emptyCaptures)) {
      const { page } = await open(fields, { theme, size: usualSize });
      await page.locator('.empty').waitFor();
      expect(await violationsOf(page), name).toEqual([]);
    }
  },
);
