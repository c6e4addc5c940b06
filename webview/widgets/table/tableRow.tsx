import type { ComponentChildren } from 'preact';
import type { Row } from '../../../src/protocol/rows';
import { foldRuns } from '../../layout/foldWords';
import type { ColumnId, PlacedColumn } from '../../model/table/tableColumns';
import { Button } from '../controls';
import { useDiagram } from '../context';
import { Icon } from '../icons';
import { Isolated } from '../isolated';
import {
  cellText,
  foldSentence,
  isBad,
  isDoubtful,
  messageWithDetail,
  rowAsText,
  rowTooltip,
} from '../../model/rows/rowWords';
import { ReferenceMark } from '../referenceMark';
import { VersionMismatchMark } from '../code/versionMismatchMark';
import { cellBox } from './cellBox';
import type { RowPlace } from './rowFrame';
import { RowFrame, WideCell } from './rowFrame';
import '../cell.css';
import '../twistie.css';
import './tableRow.css';

export interface TableRowProps {
  readonly row: Row;
  readonly placed: readonly PlacedColumn[];
  readonly place: RowPlace;
  /** True when the first cell stays in sight while the others are scrolled. */
  readonly isPinned: boolean;
  /** The formatted time. */
  readonly time: string;
  readonly isSelected: boolean;
  readonly isInSpan: boolean;
  /** Relative times count from this row. */
  readonly isReference: boolean;
  /** The reason why the sources would not accept the request; `undefined` when they would. */
  readonly versionMismatch: string | undefined;
  readonly onSelect: () => void;
}

export function TableRow(props: TableRowProps) {
  const { row } = props;
  const diagram = useDiagram();
  const { fold } = row;
  return (
    <RowFrame
      row={row}
      class={classOf(props)}
      place={props.place}
      isSelected={props.isSelected}
      onSelect={props.onSelect}
      onOpen={() => {
        if (fold) diagram.folds.setOpen(row, !fold.isOpen);
        else diagram.details.openSpan(row.spanId);
      }}
    >
      {fold ? <FoldCell {...props} /> : <Cells {...props} />}
    </RowFrame>
  );
}

function Cells(props: TableRowProps) {
  const { row, placed, place, isPinned, time, versionMismatch, isSelected, isReference } = props;
  const diagram = useDiagram();
  const hasDetail = placed.some(({ column }) => column.id === 'detail');
  return placed.map(({ column, widthPx }, at) => {
    const isWhole = column.id === 'message' && !hasDetail;
    const text = isWhole ? messageWithDetail(row) : cellText(row, column.id, time);
    return (
      <Cell
        key={column.id}
        at={at}
        placed={{ column, widthPx }}
        shiftPx={at === 0 && isPinned ? place.leftPx : 0}
        title={titleOf(column.id, text, rowTooltip(row, versionMismatch))}
      >
        {at === 0 && row.isHighlighted && <span class="visually-hidden">highlighted </span>}
        {at === 0 && isReference && <ReferenceMark />}
        {at === 0 && row.bookmark !== undefined && <Icon name="bookmark" />}
        {column.id === 'message' && versionMismatch !== undefined && (
          <VersionMismatchMark sentence={versionMismatch} />
        )}
        {isLane(column.id) ? <LaneName name={text} /> : <Isolated text={text} />}
        {isSelected && at === placed.length - 1 && (
          <span class="copy-row" style={{ right: `${place.rightPx + 4}px` }}>
            <Button
              look="icon"
              label="Copy Row"
              title="Copy Row (Ctrl+C)"
              onPress={() => diagram.copying.copyText(rowAsText(row), 'row')}
            >
              <Icon name="copy" />
            </Button>
          </span>
        )}
      </Cell>
    );
  });
}

const isLane = (id: ColumnId): boolean => id === 'from' || id === 'to';

/** The name of a lane, or names; in a single one the service is cut before the host, which tells more. */
function LaneName({ name }: { readonly name: string }) {
  const at = name.indexOf(' · ');
  if (at < 0 || name.includes(', ')) return <Isolated text={name} />;
  return (
    <>
      <span class="cell-service">
        <Isolated text={name.slice(0, at)} />
      </span>
      <span class="cell-host">
        <Isolated text={name.slice(at)} />
      </span>
    </>
  );
}

/** Columns whose texts are not in the tooltip of the row, which all others have. */
const ownTitles: ReadonlySet<ColumnId> = new Set(['request', 'exchange', 'queue', 'size']);

const titleOf = (id: ColumnId, text: string, tooltip: string): string =>
  ownTitles.has(id) ? text : tooltip;

interface CellProps {
  readonly at: number;
  readonly placed: PlacedColumn;
  /** Distance by which the cell stays behind the scrolled row. */
  readonly shiftPx: number;
  readonly title: string;
  readonly children: ComponentChildren;
}

const Cell = ({ at, placed, shiftPx, title, children }: CellProps) => (
  <div {...cellBox(placed, shiftPx)} role="gridcell" aria-colindex={at + 1} title={title}>
    {children}
  </div>
);

/** The one cell of a fold: its words, and the button that opens it. */
function FoldCell({ row, placed, place, time, isReference }: TableRowProps) {
  const diagram = useDiagram();
  const { fold } = row;
  if (!fold) return null;
  return (
    <WideCell class="fold-cell" place={place} columns={placed.length} title={foldSentence(row)}>
      <button
        class="fold-twistie"
        tabIndex={-1}
        aria-label="Messages of this fold"
        aria-expanded={fold.isOpen}
        onClick={event => {
          event.stopPropagation();
          diagram.folds.setOpen(row, !fold.isOpen);
        }}
      >
        <span class={fold.isOpen ? 'twistie open' : 'twistie'} aria-hidden="true" />
      </button>
      <span class="visually-hidden">
        {row.isHighlighted ? 'highlighted, ' : ''}
        {foldSentence(row)},{' '}
      </span>
      <span class="wide-time">
        {isReference && !fold.isOpen && <ReferenceMark />}
        {time}
      </span>
      {foldRuns(row, fold).map(({ text, tone }) => (
        <span key={tone} class={tone === 'error' ? 'bad' : 'fold-words'} aria-hidden="true">
          <Isolated text={text} />
        </span>
      ))}
      <span class="fold-line" aria-hidden="true" />
    </WideCell>
  );
}

function classOf(props: TableRowProps): string {
  const { row, isSelected, isInSpan } = props;
  const names = ['table-row'];
  if (row.fold) names.push('fold');
  if (row.isHighlighted) names.push('highlighted');
  if (isInSpan) names.push('in-span');
  if (isSelected) names.push('selected');
  if (!row.fold && isBad(row.state)) names.push('bad');
  if (!row.fold && isDoubtful(row.state)) names.push('doubtful');
  if (row.isSlow) names.push('slow');
  return names.join(' ');
}
