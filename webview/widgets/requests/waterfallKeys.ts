import type { TreeLine } from '../../model/requests/spanFolds';

export interface TreeActions {
  readonly select: (index: number) => void;
  readonly toggle: (line: TreeLine) => void;
  /** Number of lines of a page. */
  readonly page: number;
  readonly showDetails: () => void;
  readonly hideDetails: () => void;
}

/**
 * The action of a key in a tree, after the WAI-ARIA pattern "treegrid".
 *
 * @param at index of the selected line; -1 for none
 */
export function treeKeyAction(
  key: string,
  lines: readonly TreeLine[],
  at: number,
  actions: TreeActions,
): (() => void) | undefined {
  const line = lines[at];
  switch (key) {
    case 'ArrowDown':
      return () => actions.select(at + 1);
    case 'ArrowUp':
      return () => actions.select(Math.max(0, at - 1));
    case 'PageDown':
      return () => actions.select(at + actions.page);
    case 'PageUp':
      return () => actions.select(Math.max(0, at - actions.page));
    case 'Home':
      return () => actions.select(0);
    case 'End':
      return () => actions.select(lines.length - 1);
    case 'ArrowRight':
      if (!line?.hasChildren) return undefined;
      return line.isFolded ? () => actions.toggle(line) : () => actions.select(at + 1);
    case 'ArrowLeft': {
      if (!line) return undefined;
      if (line.hasChildren && !line.isFolded) return () => actions.toggle(line);
      const parent = lines.findLastIndex(
        (each, index) => index < at && each.span.depth < line.span.depth,
      );
      return parent < 0 ? undefined : () => actions.select(parent);
    }
    case 'Enter':
      return actions.showDetails;
    case 'Escape':
      return actions.hideDetails;
    default:
      return undefined;
  }
}
