import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { keyTables } from '../../../src/host/contributions/keyTables';
import { contributes, restrictedConfigurations } from '../../../src/host/contributions/manifest';
import { settings } from '../../../src/host/contributions/settings';
import type { Action, Command } from '../../../src/protocol/actions/action';
import { actions, commandActions } from '../../../src/protocol/actions/actions';
import {
  brokerItems,
  captureItems,
  contextKeys,
  diagramEditor,
  requestItems,
  views,
} from '../../../src/protocol/actions/conditions';

interface Manifest {
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: ReturnType<typeof contributes>;
}

const manifestText = readFileSync(path.join(import.meta.dirname, '../../../package.json'), 'utf8');
const manifest = JSON.parse(manifestText) as Manifest;

const all = contributes();
const placed: readonly { readonly when?: string }[] = Object.values(all.menus).flat();
const conditions = [...placed, ...all.keybindings, ...all.viewsWelcome]
  .map(({ when }) => when ?? '')
  .join(' ');

describe('package.json', () => {
  test('contributes what the actions, settings and views say', () => {
    expect(manifest.contributes).toEqual(JSON.parse(JSON.stringify(all)));
  });

  test('lets a workspace that is not trusted set no setting', () => {
    const { untrustedWorkspaces } = manifest.capabilities;
    expect(untrustedWorkspaces.restrictedConfigurations).toEqual(restrictedConfigurations);
    expect([...restrictedConfigurations].sort()).toEqual(Object.keys(settings).sort());
  });

  test('names in its conditions only context keys that exist, and every one of them', () => {
    const known = [...Object.values(contextKeys), ...Object.values(views), diagramEditor];
    const named: readonly string[] = conditions.match(/\brpcscope\.\w+/gu) ?? [];
    for (const key of named) expect(known).toContain(key);
    const unused = Object.values(contextKeys).filter(key => !named.includes(key));
    expect(unused).toEqual([]);
  });

  test('has a menu for each kind of item, and no menu for another kind', () => {
    const patterns = [...conditions.matchAll(/viewItem =~ \/([^/]+)\//gu)].map(
      ([, pattern = '']) => new RegExp(pattern, 'u'),
    );
    const items = [
      ...Object.values(brokerItems),
      ...Object.values(captureItems),
      ...Object.values(requestItems),
    ];
    for (const pattern of patterns) expect(items.some(item => pattern.test(item))).toBe(true);
    for (const item of items) expect(patterns.some(pattern => pattern.test(item))).toBe(true);
  });

  test('leads in its texts and its tour only to commands and files that exist', () => {
    const steps = all.walkthroughs.flatMap(({ steps: each }) => each);
    const texts = [...all.viewsWelcome, ...steps].map(each =>
      'contents' in each ? each.contents : each.description,
    );
    const known = new Set([
      ...commandActions.map(({ id }) => id),
      ...Object.values(views).map(id => `${id}.focus`),
      'workbench.action.openWalkthrough',
    ]);
    const linked = texts.flatMap(text =>
      [...text.matchAll(/\(command:([\w.]+)/gu)].map(([, id = '']) => id),
    );
    const completing = steps.flatMap(({ completionEvents }) => completionEvents);
    const ran = completing.flatMap(event => /^onCommand:(.+)$/u.exec(event)?.[1] ?? []);
    expect(linked.length).toBeGreaterThan(5);
    for (const id of [...linked, ...ran]) expect(known).toContain(id);
    const files = JSON.stringify(steps).match(/media\/[\w/.-]+/gu) ?? [];
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) expect(existsSync(file), file).toBe(true);
  });

  test('has entries in each submenu', () => {
    for (const { id } of all.submenus) expect(all.menus[id]).not.toHaveLength(0);
  });
});

const trial: Command = {
  id: 'rpcscope.trial.run',
  title: 'Run Trial',
  runsIn: 'host',
  takes: 'nothing',
};

describe('a command', () => {
  test('has an id of its own', () => {
    const ids = commandActions.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is contributed with its icon, enablement and menus', () => {
    const made = contributes([
      {
        ...trial,
        icon: 'beaker',
        enablement: 'isLinux',
        menus: [{ menu: 'view/title', when: 'view == here', group: 'navigation@1' }],
      },
    ]);
    expect(made.commands).toEqual([
      {
        command: 'rpcscope.trial.run',
        title: 'Run Trial',
        category: 'RPC Scope',
        icon: '$(beaker)',
        enablement: 'isLinux',
      },
    ]);
    expect(made.menus['view/title']).toEqual([
      { command: 'rpcscope.trial.run', when: 'view == here', group: 'navigation@1' },
    ]);
  });

  const palette = (command: Command) => contributes([command]).menus['commandPalette'];

  test('is always in the palette, unless it says otherwise', () => {
    expect(palette(trial)).toEqual([]);
    expect(palette({ ...trial, palette: 'isLinux' })).toMatchObject([{ when: 'isLinux' }]);
    expect(palette({ ...trial, palette: false })).toMatchObject([{ when: 'false' }]);
  });

  test('run by the diagram is in the palette while a diagram is active', () => {
    expect(palette({ id: trial.id, title: trial.title, runsIn: 'diagram' })).toMatchObject([
      { when: "activeCustomEditorId == 'rpcscope.diagram'" },
    ]);
  });

  test('has its key while the diagram has the focus', () => {
    const [made] = contributes([{ ...trial, keybinding: { key: 'f9' } }]).keybindings;
    expect(made?.key).toBe('f9');
    expect(made?.when).toContain('!sideBarFocus');
  });
});

describe('the key tables', () => {
  const table = (action: Action) => keyTables([action]);

  test('name each key as the keyboard does', () => {
    const words = table({
      title: 'Walk',
      runsIn: 'rows',
      keys: [
        { key: 'ArrowUp', in: ['rows'] },
        { key: 'N', in: ['rows'] },
        { key: 'Ctrl+c', in: ['rows'] },
      ],
    });
    expect(words).toContain('| <kbd>↑</kbd> or <kbd>N</kbd> or <kbd>Ctrl+C</kbd> | Walk |');
  });

  test('say when a key is for live captures only', () => {
    const keys = [{ key: 'Space', in: ['rows'], of: 'live' }] as const;
    expect(table({ title: 'Hold', runsIn: 'rows', keys })).toContain('Hold (live capture)');
  });

  test('list workbench keys with those of the whole tab', () => {
    const words = table({ ...trial, keybinding: { key: 'shift+f8' } });
    expect(words).toContain('| key | in a diagram |');
    expect(words).toContain('<kbd>Shift+F8</kbd>');
  });

  test('leave out actions without a key', () => expect(table(trial)).toBe(''));

  test('give no key two meanings in one place', () => {
    const heard = Object.values<Action>(actions).flatMap(({ keys = [] }) =>
      keys.flatMap(({ key, in: areas, of: captures }) =>
        areas.flatMap(area =>
          (captures === undefined ? ['live', 'stored'] : [captures]).map(
            each => `${area} ${key} ${each}`,
          ),
        ),
      ),
    );
    expect(new Set(heard).size).toBe(heard.length);
  });
});
