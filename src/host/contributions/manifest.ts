/** The parts of package.json that `npm run manifest` writes; this runs outside VS Code. */
import type { Command, MenuEntry } from '../../protocol/actions/action';
import { commandActions } from '../../protocol/actions/actions';
import { isDiagramActive, isDiagramFocused } from '../../protocol/actions/conditions';
import { submenus } from '../../protocol/actions/menus';
import { settings } from './settings';
import { contributedViews, customEditors, viewsContainers, viewsWelcome } from './views';
import { walkthroughs } from './walkthrough';

const category = 'RPC Scope';

/** The `contributes` of package.json. */
export function contributes(commands: readonly Command[] = commandActions) {
  return {
    commands: commands.map(({ id, title, icon, enablement }) => ({
      command: id,
      title,
      category,
      ...(icon !== undefined && { icon: `$(${icon})` }),
      ...(enablement !== undefined && { enablement }),
    })),
    menus: menusOf(commands),
    keybindings: commands.flatMap(({ id, keybinding }) =>
      keybinding ? [{ command: id, ...keybinding, when: isDiagramFocused }] : [],
    ),
    submenus: submenus.map(({ id, label }) => ({ id, label })),
    viewsContainers,
    views: contributedViews,
    viewsWelcome,
    walkthroughs,
    customEditors,
    configuration: { title: category, properties: configuration() },
  };
}

/** Settings that a workspace cannot set until it is trusted: all of them. */
export const restrictedConfigurations: readonly string[] = Object.keys(settings);

function menusOf(commands: readonly Command[]) {
  const menus: Record<string, object[]> = {
    commandPalette: commands.flatMap(command => paletteEntry(command) ?? []),
  };
  const place = (target: object, { menu, when, group }: MenuEntry) =>
    (menus[menu] ??= []).push({ ...target, ...(when !== undefined && { when }), group });
  for (const { id, menus: entries = [] } of commands) {
    for (const entry of entries) place({ command: id }, entry);
  }
  for (const { id, menus: entries } of submenus) {
    for (const entry of entries) place({ submenu: id }, entry);
  }
  return menus;
}

/** @returns `undefined` for a command that the palette always lists */
function paletteEntry({ id, runsIn, palette }: Command) {
  const when = palette ?? (runsIn === 'diagram' ? isDiagramActive : undefined);
  return when === undefined ? undefined : { command: id, when: String(when) };
}

const configuration = () =>
  Object.fromEntries(
    Object.entries(settings).map(([key, { schema, default: value, description, scope }]) => [
      key,
      { ...schema, default: value, markdownDescription: description, scope },
    ]),
  );
