/**
 * Type of an action: one object with everything that VS Code, the diagram and the README need.
 * Actions are plain data, so that the host, the webview and the generator of the manifest read the
 * same objects. Each part that runs actions has a table of functions by their names.
 */
import type { ArgumentKind } from './arguments';

/** A `when` clause in VS Code's language. */
export type Condition = string;

/** An entry in one of VS Code's menus. */
export interface MenuEntry {
  /** A menu of VS Code, such as `view/title`, or the id of a submenu. */
  readonly menu: string;
  /** Condition under which the entry is shown. Default: always. */
  readonly when?: Condition;
  /** Group of the entry, and its place there, such as `navigation@1`. */
  readonly group: string;
}

/** A keybinding of the workbench, active while a diagram has the focus. */
interface Keybinding {
  readonly key: string;
  /** Key on a Mac. Default: the same key. */
  readonly mac?: string;
}

/**
 * An area of the webview that handles keys: the whole tab, the rows of the sequence and the table, the
 * waterfall, the playback bar, the details pane, the values in it, or the filter box.
 */
export type KeyArea = 'tab' | 'rows' | 'waterfall' | 'player' | 'details' | 'values' | 'filterBox';

/** A key inside the webview. */
export interface WebviewKey {
  /**
   * Name as in `KeyboardEvent.key`, with `Space` for the blank, and `Shift+` before function keys. `Ctrl+` is Control or Command, but
   * Control alone in the filter box, whose editor compares its keys itself.
   */
  readonly key: string;
  readonly in: readonly KeyArea[];
  /** Restricts the key to captures that a broker still fills, or to stored ones. Default: both. */
  readonly of?: 'live' | 'stored';
}

interface Described {
  /** Text in menus, in the palette and in the README. */
  readonly title: string;
  readonly keys?: readonly WebviewKey[];
}

/** A command that package.json contributes. */
interface Contributed extends Described {
  readonly id: `rpcscope.${string}`;
  /** Name of a codicon. */
  readonly icon?: string;
  readonly enablement?: Condition;
  /**
   * Condition under which the palette lists the command; `false` for one that needs an argument.
   * Default: always; for a command of the diagram, while a diagram is active.
   */
  readonly palette?: Condition | false;
  readonly menus?: readonly MenuEntry[];
  readonly keybinding?: Keybinding;
}

/** A command that the extension host runs. */
export interface HostAction extends Contributed {
  readonly runsIn: 'host';
  /** Kind of the argument that menus and links pass; the palette passes none. */
  readonly takes: ArgumentKind;
}

/** A command that the active diagram carries out. */
export interface DiagramAction extends Contributed {
  readonly runsIn: 'diagram';
}

/** An action without a command: only keys trigger it, and the widget with the focus runs it. */
interface KeyAction extends Described {
  readonly runsIn: 'rows' | 'waterfall' | 'filterBox';
  readonly keys: readonly WebviewKey[];
}

export type Command = HostAction | DiagramAction;
export type Action = Command | KeyAction;

/** Checks actions and keeps their exact types, from which names and arguments are derived. */
export const defineActions = <const Actions extends Readonly<Record<string, Action>>>(
  actions: Actions,
): Actions => actions;
