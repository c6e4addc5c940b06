/** The lanes that the rows of a list touch, on real traffic. */
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../../../src/engine/engine';
import { laneLevels } from '../../../../src/protocol/lanes';
import { importFixtures } from '../../../support/importedFixtures';
import { messageRows } from '../../../support/messageRows';

const fixtures = importFixtures(['boot', 'failures']);

async function lanesOf(engine: Engine, text: string, laneLevel: (typeof laneLevels)[number]) {
  const view = engine.view('v');
  await view.setFilter({ text, hiddenLanes: [], laneLevel });
  const rows = messageRows(view.readRows(0, 2_000));
  const drawn = rows.flatMap(({ sender, receivers }) => [
    ...(sender ? [sender] : []),
    ...receivers,
  ]);
  return { busy: await view.readBusyLanes(), drawn: [...new Set(drawn)] };
}

describe.each(['boot', 'failures'])('the busy lanes of %s', name => {
  test.each(laneLevels)(
    'are those at which arrows are drawn, with a lane for each %s',
    async level => {
      const { engine } = fixtures.named(name);
      const all = engine.lanes.listLanes(level).map(({ key }) => key);
      for (const text of [
        '',
        'kind:call',
        'method:select_destinations',
        'status:bad',
        'no such words',
      ]) {
        const { busy, drawn } = await lanesOf(engine, text, level);
        expect(busy.level).toBe(level);
        expect(busy.keys?.toSorted()).toEqual(drawn.toSorted());
        expect(all).toEqual(expect.arrayContaining([...(busy.keys ?? [])]));
      }
    },
  );
});
