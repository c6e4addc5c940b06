/** An editor group, with the properties that decide where code is opened. */
export interface EditorGroup<Column extends number = number> {
  readonly column: Column;
  readonly isActive: boolean;
  /** Kind of its visible tab. */
  readonly shows: 'diagram' | 'text' | 'other' | 'nothing';
  /** Files of its text tabs. */
  readonly files: readonly string[];
}

/**
 * Chooses the group for a file, so that the diagram stays visible: the group that has the file
 * open, else one that shows text, else any other group.
 *
 * @returns `undefined` to open it beside the active group, in a new group if necessary
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

/** Distance between columns; a column on the right counts as nearer than one on the left. */
const distance = (column: number, from: number): number =>
  Math.abs(column - from) * 2 + (column < from ? 1 : 0);
