/** An editor group, as far as it matters where code is to be opened. */
export interface EditorGroup<Column extends number = number> {
  readonly column: Column;
  readonly isActive: boolean;
  /** What its visible tab is. */
  readonly shows: 'diagram' | 'text' | 'other' | 'nothing';
  /** Files of its tabs with text. */
  readonly files: readonly string[];
}

/**
 * Where to open a file so that the diagram stays in sight: where it is open already, else where text
 * is, else in any other group.
 *
 * @returns `undefined`: beside the active group, which makes one where there is none
 */
export function codeColumn<Column extends number>(
  groups: readonly EditorGroup<Column>[],
  file: string,
): Column | undefined {
  const home = groups.find(({ isActive }) => isActive)?.column ?? 1;
  const nearest = (found: readonly EditorGroup<Column>[]): Column | undefined =>
    [...found].sort((a, b) => distance(a.column, home) - distance(b.column, home))[0]?.column;
  const free = groups.filter(({ shows }) => shows !== 'diagram');
  return (
    nearest(free.filter(({ files }) => files.includes(file))) ??
    nearest(free.filter(({ shows }) => shows === 'text')) ??
    nearest(free)
  );
}

/** To the right rather than to the left. */
const distance = (column: number, from: number): number =>
  Math.abs(column - from) * 2 + (column < from ? 1 : 0);
