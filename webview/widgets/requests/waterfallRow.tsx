import type { MessageKind } from '../../../src/core/pairing/entities';
import { printable } from '../../../src/core/base/printable';
import { formatCount } from '../../../src/core/text/amounts';
import { bothForms } from '../../../src/core/text/bothForms';
import type { RequestSpan } from '../../../src/protocol/requests';
import { dimensions } from '../../layout/dimensions';
import type { TimeAxis } from '../../layout/waterfallLayout';
import { placeOf } from '../../layout/waterfallLayout';
import type { TreeLine } from '../../model/requests/spanFolds';
import { isBad, isDoubtful, rowContext } from '../../model/rows/rowWords';
import { VersionMismatchMark } from '../code/versionMismatchMark';
import { useDiagram } from '../context';
import { opensMenu } from '../listKeys';
import { CutInMiddle, Marked } from '../marked';
import { ReferenceMark } from '../referenceMark';
import { goalOf, lengthOf, noteOf, routeOf, titleOf } from './waterfallWords';
import './waterfallRow.css';

/** Signs for the heads of the diagram's arrows. */
const kindSigns: Partial<Record<MessageKind, string>> = {
  call: '▶',
  cast: '▷',
  fanout: '»',
  notification: '◇',
};

export interface WaterfallRowProps {
  readonly line: TreeLine;
  readonly index: number;
  readonly heightPx: number;
  readonly axis: TimeAxis;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}

export function WaterfallRow(props: WaterfallRowProps) {
  const { line, index, heightPx, axis, isSelected, onSelect } = props;
  const diagram = useDiagram();
  const { span, hasChildren, isFolded } = line;
  const mismatch = diagram.code.mismatches.sentences.value.get(span.spanId);
  const isReference = span.spanId === diagram.reference.messageId.value;
  const title = titleOf(line, { zero: diagram.requests.zoom.zero.value, mismatch, isReference });
  return (
    <div
      id={`span-${span.spanId}`}
      class={`tree-row ${fateOf(span)}${isSelected ? ' selected' : ''}${span.isCritical ? ' critical' : ''}`}
      style={{ height: `${heightPx}px`, transform: `translateY(${index * heightPx}px)` }}
      role="row"
      aria-rowindex={index + 1}
      aria-level={span.depth + 1}
      aria-expanded={hasChildren ? !isFolded : undefined}
      aria-selected={isSelected}
      aria-label={title.replaceAll('\n', '. ')}
      onClick={onSelect}
      onDblClick={() => diagram.details.openSpan(span.spanId)}
      onPointerDown={event => {
        if (opensMenu(event)) onSelect();
      }}
      data-vscode-context={rowContext({ kind: span.kind, requestId: '' })}
    >
      <NameCell {...{ line, title, mismatch, isReference }} />
      <TimeCell span={span} axis={axis} />
      <span class="tree-length" role="gridcell">
        {lengthOf(span)}
      </span>
    </div>
  );
}

const fateOf = ({ state, isError }: RequestSpan): string =>
  isBad(state) ? 'bad' : isDoubtful(state) && isError ? 'warn' : '';

interface NameCellProps {
  readonly line: TreeLine;
  readonly title: string;
  readonly mismatch: string | undefined;
  /** Relative times count from this span. */
  readonly isReference: boolean;
}

function NameCell({ line, title, mismatch, isReference }: NameCellProps) {
  const { requests } = useDiagram();
  const { span, hasChildren, isFolded } = line;
  const words = requests.search.words.value.trim();
  return (
    <span
      class="tree-name"
      role="gridcell"
      style={{ paddingLeft: `${6 + span.depth * dimensions.treeIndentPx}px` }}
      title={title}
    >
      <span
        class="tree-twist"
        onClick={event => {
          if (!hasChildren) return;
          event.stopPropagation();
          requests.changeFolds(folds => folds.toggle(span.spanId));
        }}
      >
        {hasChildren ? (isFolded ? '▸' : '▾') : ''}
      </span>
      <span class="tree-sign quiet" aria-hidden="true">
        {kindSigns[span.kind] ?? ''}
      </span>
      <span class="tree-label">
        <CutInMiddle text={printable(span.label, 200)} words={words} />
      </span>
      {isFolded && <HiddenSpans line={line} />}
      {span.secondForm && (
        <span class="tree-also quiet">
          <Marked
            text={printable(bothForms(span.label, span.secondForm.label), 200)}
            words={words}
          />
        </span>
      )}
      {isReference && <ReferenceMark />}
      {mismatch !== undefined && <VersionMismatchMark sentence={mismatch} />}
      {span.guess !== undefined && <span class="tree-guess">?</span>}
      <span class="tree-route quiet">
        <Marked text={span.depth === 0 ? routeOf(span) : goalOf(span)} words={words} />
      </span>
    </span>
  );
}

interface TimeCellProps {
  readonly span: RequestSpan;
  readonly axis: TimeAxis;
}

function TimeCell({ span, axis }: TimeCellProps) {
  const { zoom } = useDiagram().requests;
  const { bars, isInstant, from: start, to: end, outside } = placeOf(span, axis);
  const note = noteOf(span);
  return (
    <span
      class="tree-time"
      role="gridcell"
      onDblClick={event => {
        if (!(event.target as Element).closest('.bar, .bar-outside')) return;
        event.stopPropagation();
        zoom.fit(span);
      }}
    >
      {outside && (
        <span class={`bar-outside ${outside}`} aria-hidden="true">
          {outside === 'left' ? '‹' : '›'}
        </span>
      )}
      {isInstant && !outside && <i class="bar bar-instant" style={{ left: `${start * 100}%` }} />}
      {bars.map(({ part, from, width }) => (
        <i
          key={part}
          class={`bar bar-${part}`}
          style={{ left: `${from * 100}%`, width: `max(2px, ${width * 100}%)` }}
        />
      ))}
      {note !== '' && (
        <span
          class={`bar-note ${fateOf(span)}${isNoteOverBar(start, end) ? ' over' : ''}`}
          style={noteStyle(start, end)}
          title={note}
        >
          {note}
        </span>
      )}
    </span>
  );
}

/** Shares of the axis: up to the first, a bar leaves room for a note on its right; from the second, on its left. */
const [noteRight, noteLeft] = [0.6, 0.3];

const isNoteOverBar = (start: number, end: number): boolean => end >= noteRight && start < noteLeft;

/** The place of the note of a bar: where there is room beside it, or else on its end. */
function noteStyle(start: number, end: number) {
  if (isNoteOverBar(start, end)) return { right: `${Math.max(0, 1 - end) * 100}%` };
  const [side, bar] = end < noteRight ? (['left', end] as const) : (['right', 1 - start] as const);
  const from = `${bar * 100}% + 6px`;
  return { [side]: `calc(${from})`, maxWidth: `calc(100% - (${from}))` };
}

/** Number of spans in a folded branch, and of the errors among them. */
function HiddenSpans({ line: { hiddenCount, hiddenErrorCount } }: { readonly line: TreeLine }) {
  return (
    <span class="tree-hidden">
      +{formatCount(hiddenCount)}
      {hiddenErrorCount > 0 && <b class="bad"> ✕{formatCount(hiddenErrorCount)}</b>}
    </span>
  );
}
