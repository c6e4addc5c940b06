/** Entries of VS Code's menus, one function for each place that offers actions. */
import type { Condition, MenuEntry } from './action';
import { diagramEditor, isDiagramActive, views } from './conditions';

/** The toolbar of a view. */
export const inTitleOf = (
  view: keyof typeof views,
  group: string,
  when?: Condition,
): MenuEntry => ({
  menu: 'view/title',
  when: `view == ${views[view]}${when === undefined ? '' : ` && ${when}`}`,
  group,
});

/** The context menu of the rows of a view whose `viewItem` is one of these. */
export const onItemOf = (
  view: keyof typeof views,
  items: readonly string[],
  group: string,
): MenuEntry => ({
  menu: 'view/item/context',
  when: `view == ${views[view]} && viewItem =~ /^(${items.join('|').replaceAll('.', '\\.')})$/`,
  group,
});

/** The context menu of files in the Explorer whose name matches. */
export const onFile = (names: RegExp, group: string): MenuEntry => ({
  menu: 'explorer/context',
  when: `resourceScheme == file && resourceFilename =~ ${String(names)}`,
  group,
});

/** The menu of a diagram's tab. */
export const inDiagramTitle = (group: string, when: Condition = isDiagramActive): MenuEntry => ({
  menu: 'editor/title',
  when,
  group,
});

/**
 * The context menu inside a diagram. Its elements describe themselves by `data-vscode-context`, from
 * which the keys `webviewSection`, `rowKind`, `rowHasRequest`, `hasTimeReference` and `canFilter` come.
 */
const inDiagram = (when: Condition, group: string): MenuEntry => ({
  menu: 'webview/context',
  when: `webviewId == '${diagramEditor}' && ${when}`,
  group,
});

const isRow = "webviewSection == 'rows' && rowKind != 'none'";

export const onRow = (group: string): MenuEntry => inDiagram(isRow, group);

/** Rows, while the tab has a time reference. */
export const onRowWithReference = (group: string): MenuEntry =>
  inDiagram(`${isRow} && hasTimeReference`, group);

/** Rows whose message was understood. */
export const onOsloRow = (group: string): MenuEntry =>
  inDiagram(`${isRow} && rowKind != 'foreign'`, group);

/** Rows that belong to a request. */
export const onRequestRow = (group: string): MenuEntry =>
  inDiagram("webviewSection == 'rows' && rowHasRequest", group);

/** Rows, and the heads of lanes. */
export const onRowOrLane = (group: string): MenuEntry =>
  inDiagram(`(webviewSection == 'lane' || ${isRow})`, group);

/** Values in the details. */
export const onValue = (group: string): MenuEntry => inDiagram("webviewSection == 'value'", group);

/** Values that the filter language reaches. */
export const onFilterableValue = (group: string): MenuEntry =>
  inDiagram("webviewSection == 'value' && canFilter", group);

/** Submenus, and where each is offered. */
export const submenus = [
  { id: 'rpcscope.copy', label: 'Copy', menus: [onRow('7_copy@1')] },
] as const;

export const inCopyMenu = (group: string): MenuEntry => ({ menu: 'rpcscope.copy', group });
