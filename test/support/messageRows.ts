import type { Row, RowWindow } from '../../src/protocol/rows';

/** Returns the rows of a window that stand for messages. */
export const messageRows = ({ rows }: Pick<RowWindow, 'rows'>): readonly Row[] =>
  rows.filter(row => row.kind !== 'gap');
