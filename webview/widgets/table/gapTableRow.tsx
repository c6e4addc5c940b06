import { gapsWords } from '../../../src/core/amqp/gap';
import type { GapRow } from '../../../src/protocol/rows';
import { useDiagram } from '../context';
import type { RowPlace } from './rowFrame';
import { RowFrame, WideCell } from './rowFrame';
import './gapTableRow.css';

interface GapTableRowProps {
  readonly row: GapRow;
  /** Number of columns of the table. */
  readonly columns: number;
  readonly place: RowPlace;
  /** The formatted time. */
  readonly time: string;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}

/** A row of gaps: its words, and a line through the columns. */
export function GapTableRow({ row, columns, place, time, isSelected, onSelect }: GapTableRowProps) {
  const { details } = useDiagram();
  const words = gapsWords(row.gaps);
  return (
    <RowFrame
      row={row}
      class={isSelected ? 'table-row gap-row selected' : 'table-row gap-row'}
      place={place}
      isSelected={isSelected}
      onSelect={onSelect}
      onOpen={() => details.show()}
    >
      <WideCell class="gap-cell" place={place} columns={columns} title={words}>
        <span class="wide-time">{time}</span>
        <span class="gap-words">{words}</span>
        <span class="gap-line" aria-hidden="true" />
      </WideCell>
    </RowFrame>
  );
}
