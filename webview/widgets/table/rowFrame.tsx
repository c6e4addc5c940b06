import type { ComponentChildren } from 'preact';
import type { ListRow } from '../../../src/protocol/rows';
import { rowContext } from '../../model/rows/rowWords';
import { opensMenu } from '../listKeys';

/** Place of a row in the scrolled table, in px. */
export interface RowPlace {
  /** Distance of the row's upper edge from the viewport's top. */
  readonly topPx: number;
  readonly heightPx: number;
  readonly leftPx: number;
  readonly widthPx: number;
  /** Width by which the row reaches beyond the viewport's right edge. */
  readonly rightPx: number;
}

export interface RowFrameProps {
  readonly row: ListRow;
  readonly class: string;
  readonly place: RowPlace;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
  readonly onOpen: () => void;
  readonly children: ComponentChildren;
}

export function rowElementId(row: ListRow): string {
  if (row.kind === 'gap') return `gap-${row.gaps[0].id}`;
  return `${row.fold ? 'fold' : 'row'}-${row.messageId}`;
}

/** The box of a row: its place, its selection and what the pointer does. */
export function RowFrame(props: RowFrameProps) {
  const { row, isSelected, onSelect, onOpen } = props;
  const { topPx, heightPx, leftPx, widthPx } = props.place;
  const messages = row.kind === 'gap' ? undefined : row;
  return (
    <div
      id={rowElementId(row)}
      class={props.class}
      role="row"
      aria-rowindex={row.index + 2}
      aria-selected={isSelected}
      aria-roledescription={messages?.isHighlighted === true ? 'highlighted row' : undefined}
      style={{
        transform: `translate(${-leftPx}px, ${topPx}px)`,
        height: `${heightPx}px`,
        width: `${widthPx}px`,
      }}
      onClick={onSelect}
      onDblClick={onOpen}
      onPointerDown={event => {
        if (opensMenu(event)) onSelect();
      }}
      data-vscode-context={rowContext(messages)}
    >
      {props.children}
    </div>
  );
}

interface WideCellProps {
  readonly class: string;
  readonly place: RowPlace;
  /** Number of columns that it stands for. */
  readonly columns: number;
  readonly title: string;
  readonly children: ComponentChildren;
}

/** The one cell of a row without columns; it stays in sight wherever the columns are scrolled to. */
export const WideCell = ({ class: name, place, columns, title, children }: WideCellProps) => (
  <div
    class={`cell wide-cell ${name}`}
    role="gridcell"
    aria-colindex={1}
    aria-colspan={columns}
    style={{ paddingLeft: `${place.leftPx}px`, paddingRight: `${place.rightPx}px` }}
    title={title}
  >
    {children}
  </div>
);
