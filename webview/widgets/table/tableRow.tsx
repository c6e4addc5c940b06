import type { ComponentChildren } from 'preact';
import type { Row } from '../../../src/protocol/rows';
import { foldRuns } from '../../layout/foldWords';
import { dimensions } from '../../layout/dimensions';
import type { PlacedColumn } from '../../model/table/tableColumns';
import { sentTime } from '../../../src/core/text/sentTime';
import { formatInstant } from '../../../src/core/text/times';
import { Button } from '../controls';
import { useDiagram } from '../context';
import { Icon } from '../icons';
import { opensMenu } from '../listKeys';
import {
  cellText,
  foldSentence,
  isBad,
  isDoubtful,
  messageWithDetail,
  rowAsText,
  rowContext,
} from '../../model/rows/rowWords';
import { VersionMismatchMark } from '../code/versionMismatchMark';
import '../cell.css';
import '../twistie.css';
import './tableRow.css';

export interface TableRowProps {
  readonly row: Row;
  readonly placed: readonly PlacedColumn[];
  /** Distance of the row's upper edge from the viewport's top. */
  readonly topPx: number;
  readonly leftPx: number;
  readonly widthPx: number;
  /** Width by which the row reaches beyond the viewport's right edge. */
  readonly rightPx: number;
  /** The formatted time. */
  readonly time: string;
  readonly isSelected: boolean;
  readonly isInSpan: boolean;
  /** The reason why the sources would not accept the request; `undefined` when they would. */
  readonly versionMismatch: string | undefined;
  /** Words about the gaps beside it, for screen readers. */
  readonly gapWords: string;
  readonly isAfterGap: boolean;
  readonly isBeforeGap: boolean;
  readonly onSelect: () => void;
}

export const rowElementId = ({ messageId, fold }: Row): string =>
  `${fold ? 'fold' : 'row'}-${messageId}`;

export function TableRow(props: TableRowProps) {
  const { row, isSelected, leftPx, widthPx } = props;
  const diagram = useDiagram();
  const { fold } = row;
  return (
    <div
      id={rowElementId(row)}
      class={classOf(props)}
      role="row"
      aria-rowindex={row.index + 2}
      aria-selected={isSelected}
      aria-roledescription={row.isHighlighted ? 'highlighted row' : undefined}
      style={{
        transform: `translate(${-leftPx}px, ${props.topPx}px)`,
        height: `${dimensions.rowHeightPx}px`,
        width: `${widthPx}px`,
      }}
      onClick={props.onSelect}
      onDblClick={() => {
        if (fold) diagram.folds.setOpen(row, !fold.isOpen);
        else diagram.details.openSpan(row.spanId);
      }}
      onPointerDown={event => {
        if (opensMenu(event)) props.onSelect();
      }}
      data-vscode-context={rowContext(row)}
    >
      {fold ? <FoldCell {...props} /> : <Cells {...props} />}
    </div>
  );
}

function Cells(props: TableRowProps) {
  const { row, placed, time, versionMismatch, isSelected, rightPx, gapWords } = props;
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
        title={titleOf(row, column.id, text)}
      >
        {at === 0 && gapWords !== '' && <span class="visually-hidden">{gapWords}</span>}
        {at === 0 && row.isHighlighted && <span class="visually-hidden">highlighted </span>}
        {at === 0 && row.bookmark !== undefined && <Icon name="bookmark" />}
        {column.id === 'message' && versionMismatch !== undefined && (
          <VersionMismatchMark sentence={versionMismatch} />
        )}
        {text}
        {isSelected && at === placed.length - 1 && (
          <span class="copy-row" style={{ right: `${rightPx + 4}px` }}>
            <Button
              look="icon"
              label="Copy row"
              title="Copy row (Ctrl+C)"
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

const titleOf = (row: Row, id: string, text: string): string =>
  id === 'time' ? sentTime(row, formatInstant) : text;

interface CellProps {
  readonly at: number;
  readonly placed: PlacedColumn;
  readonly title: string;
  readonly children: ComponentChildren;
}

const Cell = ({ at, placed: { column, widthPx }, title, children }: CellProps) => (
  <div
    class={`cell cell-${column.id}${column.isNumeric ? ' numeric' : ''}`}
    role="gridcell"
    aria-colindex={at + 1}
    title={title}
    style={{ width: `${widthPx}px` }}
  >
    {children}
  </div>
);

/** The one cell of a fold: its words, and the button that opens it. */
function FoldCell({ row, placed, time, leftPx, rightPx, gapWords }: TableRowProps) {
  const diagram = useDiagram();
  const { fold } = row;
  if (!fold) return null;
  return (
    <div
      class="cell fold-cell"
      role="gridcell"
      aria-colindex={1}
      aria-colspan={placed.length}
      // The cell stays in sight wherever the columns are scrolled to.
      style={{ paddingLeft: `${leftPx}px`, paddingRight: `${rightPx}px` }}
      title={foldSentence(row)}
    >
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
        {gapWords}
        {row.isHighlighted ? 'highlighted, ' : ''}
        {foldSentence(row)},{' '}
      </span>
      <span class="fold-time">{time}</span>
      {foldRuns(row, fold).map(({ text, tone }) => (
        <span key={tone} class={tone === 'error' ? 'bad' : 'fold-words'} aria-hidden="true">
          {text}
        </span>
      ))}
      <span class="fold-line" aria-hidden="true" />
    </div>
  );
}

function classOf(props: TableRowProps): string {
  const { row, isSelected, isInSpan, isAfterGap, isBeforeGap } = props;
  const names = ['table-row'];
  if (isBeforeGap) names.push('before-gap');
  if (isAfterGap) names.push('after-gap');
  if (row.fold) names.push('fold');
  if (row.isHighlighted) names.push('highlighted');
  if (isInSpan) names.push('in-span');
  if (isSelected) names.push('selected');
  if (!row.fold && isBad(row.state)) names.push('bad');
  if (!row.fold && isDoubtful(row.state)) names.push('doubtful');
  if (row.isSlow) names.push('slow');
  return names.join(' ');
}
