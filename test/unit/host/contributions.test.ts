import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import {
  brokerItems,
  captureItems,
  commands,
  contextKeys,
  diagramCommands,
  diagramEditor,
  requestItems,
  settings,
  submenus,
  views,
} from '../../../src/host/contributions';

interface Manifest {
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly keybindings: readonly Placed[];
    readonly menus: Readonly<Record<string, readonly Placed[]>>;
    readonly submenus: readonly { readonly id: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly when?: string }[];
    readonly customEditors: readonly { readonly viewType: string }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly default: unknown }>>;
    };
  };
}
interface Placed {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
}

const read = (name: string) =>
  readFileSync(path.join(import.meta.dirname, '../../..', name), 'utf8');
const manifestText = read('package.json');
const { capabilities, contributes } = JSON.parse(manifestText) as Manifest;

const commandIds = [...Object.values(commands), ...Object.values(diagramCommands)];
const placed = [...Object.values(contributes.menus).flat(), ...contributes.keybindings];
const conditions = [...placed, ...contributes.viewsWelcome].map(({ when }) => when ?? '').join(' ');

const sameItems = (found: readonly string[], expected: readonly string[]) =>
  expect([...found].sort()).toEqual([...expected].sort());

test('commands are those of package.json', () => {
  sameItems(
    contributes.commands.map(({ command }) => command),
    commandIds,
  );
});

test('menus and keys name commands and submenus that there are', () => {
  const submenuIds: readonly string[] = Object.values(submenus);
  for (const { command, submenu } of placed) {
    if (submenu === undefined) expect(commandIds).toContain(command);
    else expect(submenuIds).toContain(submenu);
  }
});

test('submenus are those of package.json, and each has entries', () => {
  sameItems(
    contributes.submenus.map(({ id }) => id),
    Object.values(submenus),
  );
  for (const id of Object.values(submenus)) expect(contributes.menus[id]).not.toHaveLength(0);
});

test('views are those of package.json', () => {
  sameItems(
    Object.values(contributes.views)
      .flat()
      .map(({ id }) => id),
    Object.values(views),
  );
  for (const { view } of contributes.viewsWelcome) expect(Object.values(views)).toContain(view);
});

test('the custom editor is that of package.json', () => {
  expect(contributes.customEditors.map(({ viewType }) => viewType)).toEqual([diagramEditor]);
});

test('settings and their defaults are those of package.json', () => {
  const { properties } = contributes.configuration;
  const defaults = Object.entries(properties).map(([key, property]) => [key, property.default]);
  expect(Object.fromEntries(defaults)).toEqual(settings);
});

test('a workspace that is not trusted has no say in any setting', () => {
  sameItems(capabilities.untrustedWorkspaces.restrictedConfigurations, Object.keys(settings));
});

test('context keys are those that conditions go by', () => {
  const known = [...Object.values(contextKeys), ...Object.values(views), diagramEditor];
  const named: readonly string[] = conditions.match(/\brpcscope\.\w+/gu) ?? [];
  for (const key of named) expect(known).toContain(key);
  const unused = Object.values(contextKeys).filter(key => !named.includes(key));
  expect(unused).toEqual([]);
});

test('each kind of item has a menu, and no menu waits for another kind', () => {
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

test('links in welcome texts run commands that there are', () => {
  const links = [...manifestText.matchAll(/\(command:([\w.]+)\)/gu)];
  expect(links.length).toBeGreaterThan(0);
  for (const [, command] of links) expect(commandIds).toContain(command);
});
