import type { MessageKind } from '../../../src/core/pairing/entities';
import type { RequestSpan } from '../../../src/protocol/requests';
import { dimensions } from '../../layout/dimensions';
import type { TimeAxis } from '../../layout/waterfallLayout';
import { placeOf, timeOf } from '../../layout/waterfallLayout';
import { printable } from '../../../src/core/base/printable';
import type { TreeLine } from '../../model/requests/requestTree';
import { formatDuration } from '../../../src/core/text/amounts';
import { bothForms, nameInBothForms } from '../../../src/core/text/bothForms';
import { useDiagram } from '../context';
import { opensMenu } from '../listKeys';
import { isBad, isDoubtful, kindWords, rowContext, stateWords } from '../../model/rows/rowWords';
import { VersionMismatchMark } from '../code/versionMismatchMark';
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
  readonly axis: TimeAxis;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}

export function WaterfallRow({ line, index, axis, isSelected, onSelect }: WaterfallRowProps) {
  const diagram = useDiagram();
  const { span, hasChildren, isFolded } = line;
  const fate = isBad(span.state) ? 'bad' : isDoubtful(span.state) && span.isError ? 'warn' : '';
  const { bars, isInstant, from: start, to: end, outside } = placeOf(span, axis);
  const note = noteOf(span);
  const mismatch = diagram.code.mismatches.sentences.value.get(span.spanId);
  return (
    <div
      id={`span-${span.spanId}`}
      class={`tree-row ${fate}${isSelected ? ' selected' : ''}${span.isCritical ? ' critical' : ''}`}
      style={{ transform: `translateY(${index * dimensions.treeRowHeightPx}px)` }}
      role="row"
      aria-rowindex={index + 1}
      aria-level={span.depth + 1}
      aria-expanded={hasChildren ? !isFolded : undefined}
      aria-selected={isSelected}
      aria-label={sentenceOf(span, mismatch)}
      onClick={onSelect}
      onDblClick={() => diagram.details.openSpan(span.spanId)}
      onPointerDown={event => {
        if (opensMenu(event)) onSelect();
      }}
      data-vscode-context={rowContext({ kind: span.kind, requestId: '' })}
    >
      <span
        class="tree-name"
        role="gridcell"
        style={{ paddingLeft: `${6 + span.depth * dimensions.treeIndentPx}px` }}
        title={titleOf(span, mismatch)}
      >
        <span
          class="tree-twist"
          onClick={event => {
            if (!hasChildren) return;
            event.stopPropagation();
            diagram.requests.tree.toggle(span.spanId);
          }}
        >
          {hasChildren ? (isFolded ? '▸' : '▾') : ''}
        </span>
        <span class="tree-sign quiet" aria-hidden="true">
          {kindSigns[span.kind] ?? ''}
        </span>
        <span class="tree-label">{printable(span.label, 200)}</span>
        {span.secondForm && (
          <span class="tree-also quiet">
            {printable(bothForms(span.label, span.secondForm.label), 200)}
          </span>
        )}
        {mismatch !== undefined && <VersionMismatchMark sentence={mismatch} />}
        {span.guess !== undefined && <span class="tree-guess">?</span>}
        <span class="tree-route quiet">{span.depth === 0 ? routeOf(span) : goalOf(span)}</span>
      </span>
      <span
        class="tree-time"
        role="gridcell"
        onDblClick={event => {
          if (!(event.target as Element).closest('.bar, .bar-outside')) return;
          event.stopPropagation();
          diagram.requests.zoom.fit(span);
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
            class={`bar-note ${fate}`}
            style={
              end < 0.6
                ? { left: `calc(${end * 100}% + 6px)` }
                : { right: `calc(${(1 - start) * 100}% + 6px)` }
            }
          >
            {note}
          </span>
        )}
      </span>
      <span class="tree-length" role="gridcell">
        {lengthOf(span)}
      </span>
    </div>
  );
}

function routeOf({ caller, handlers }: RequestSpan): string {
  const receivers = handlers.length > 2 ? `${handlers.length} lanes` : handlers.join(', ');
  const sender = caller ?? 'unknown';
  return printable(receivers === '' ? sender : `${sender} → ${receivers}`, 200);
}

/**
 * The route of a span. Its caller is the handler of its parent, and is named only where nobody took the
 * span.
 */
const goalOf = (span: RequestSpan): string =>
  routeOf(span.handlers.length > 0 ? { ...span, caller: '' } : span).trim();

/** The failure of a span, in words. */
function noteOf(span: RequestSpan): string {
  if (!span.isError) return '';
  return printable(`✕ ${span.failureClass ?? stateWords[span.state]}`, 120);
}

function lengthOf(span: RequestSpan): string {
  const time = timeOf(span);
  const length = time ? time.toMicros - time.fromMicros : 0;
  return length === 0 ? '' : formatDuration(length);
}

function titleOf(span: RequestSpan, mismatch: string | undefined): string {
  const name = nameInBothForms(span.label, span.secondForm?.label);
  const lines = [
    `${kindWords[span.kind]} ${name}, ${stateWords[span.state]}`,
    routeOf(span),
    ...(span.guess === undefined ? [] : [`Its place here is a guess. ${span.guess}`]),
    ...(mismatch === undefined ? [] : [mismatch]),
    ...(span.isCritical ? ['On the critical path: the request waited for it.'] : []),
  ];
  return lines.map(line => printable(line, 400)).join('\n');
}

const sentenceOf = (span: RequestSpan, mismatch: string | undefined): string =>
  titleOf(span, mismatch).replaceAll('\n', '. ');
