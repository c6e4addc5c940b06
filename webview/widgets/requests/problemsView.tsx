import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type {
  NormalProblem,
  ProblemCase,
  ProblemGroup,
  ProblemItem,
  ProblemKind,
} from '../../../src/protocol/problems';
import { maxCaseLanes } from '../../../src/protocol/problems';
import { printable } from '../../../src/core/base/printable';
import { unbroken } from '../../../src/core/text/unbroken';
import { formatCount, plural } from '../../../src/core/text/amounts';
import { sentTime } from '../../../src/core/text/sentTime';
import { formatInstant } from '../../../src/core/text/times';
import { Button } from '../controls';
import { useDiagram } from '../context';
import { labelWords, problemWords } from './problemWords';
import '../twistie.css';
import { Isolated } from '../isolated';
import './problemsView.css';

/**
 * The messages that were not answered, not taken, lost or late, with reasons and links to their
 * rows.
 */
export function ProblemsView() {
  const diagram = useDiagram();
  const page = useRef<HTMLDivElement>(null);
  const report = diagram.requests.problems.report.value;
  const error = diagram.requests.problems.error.value;
  if (error !== undefined || !report) {
    return (
      <div class="empty-page">
        <p>{error === undefined ? 'Looking…' : printable(error, 600)}</p>
        {error !== undefined && (
          <Button look="primary" onPress={() => diagram.requests.problems.refresh()}>
            Look Again
          </Button>
        )}
      </div>
    );
  }
  const groups = report.groups.filter(({ count }) => count > 0);
  const gapCount = diagram.capture.status.value?.gaps.count ?? 0;
  const usual = report.groups.flatMap(({ normal }) => normal);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    const all = [...(page.current?.querySelectorAll<HTMLElement>('.problem-item') ?? [])];
    const next = all[all.indexOf(document.activeElement as HTMLElement) + step];
    if (!next) return;
    next.focus();
    event.preventDefault();
  };
  return (
    <div class="problems" ref={page} onKeyDown={onKeyDown} aria-label="Problems" role="region">
      {groups.map(group => (
        <Group key={group.kind} group={group} />
      ))}
      {groups.length === 0 && (
        <p class="problem-group">
          {gapCount === 0
            ? 'No problems: all requests were taken, and all calls that were due were answered.'
            : `No problems in what was recorded. The recording has ${plural(gapCount, 'gap')}: what was sent then is not known.`}
        </p>
      )}
      {usual.length > 0 && <Usual all={usual} />}
    </div>
  );
}

function Group({ group }: { readonly group: ProblemGroup }) {
  const { kind, count, cases } = group;
  const listed = cases.reduce((sum, each) => sum + each.count, 0);
  const { title, meaning } = problemWords[kind];
  return (
    <section class={`problem-group problem-${kind}`}>
      <h2>
        {title} <span class="problem-count">{formatCount(count)}</span>
      </h2>
      <p class="quiet">{meaning}</p>
      {cases.length > 0 && (
        <ul>
          {cases.map(each =>
            each.count === 1 ? (
              <Item key={`${each.newest.spanId} ${each.newest.sentence}`} item={each.newest} />
            ) : (
              <Case key={`${each.newest.label} ${each.failureClass}`} kind={kind} of={each} />
            ),
          )}
        </ul>
      )}
      {count > listed && (
        <p class="quiet">The {plural(cases.length, 'case')} with the newest problems are listed.</p>
      )}
    </section>
  );
}

/** The problems with the same method and exception: the newest one, and the others on demand. */
function Case({ kind, of }: { readonly kind: ProblemKind; readonly of: ProblemCase }) {
  const { options, requests } = useDiagram();
  const { problems } = requests;
  const { count, newest, firstAtMicros } = of;
  const items = problems.itemsOf(kind, of);
  const isOpen = items !== undefined;
  // Messages that were stored before they were read have no times that a range could be made of.
  const range = newest.isReadLater
    ? ''
    : `${options.clock(firstAtMicros)} – ${options.clock(newest.atMicros)}, `;
  return (
    <li class="problem-case">
      <button
        class="problem-item"
        aria-expanded={isOpen}
        title={isOpen ? 'Hide its problems' : `Show its ${formatCount(count)} problems`}
        onClick={() => void problems.toggle(kind, of)}
      >
        <span class="problem-time quiet">
          <span class={isOpen ? 'twistie open' : 'twistie'} aria-hidden="true" />×
          {formatCount(count)}
        </span>
        <span class="problem-what">
          <b>
            <Isolated text={printable(newest.label, 200)} />
          </b>{' '}
          <span class="quiet">{lanesOf(of)}</span>
          <span class="problem-sentence">
            <span class="quiet">{range}newest:</span>{' '}
            <Isolated text={unbroken(printable(newest.sentence, 600))} />
          </span>
        </span>
      </button>
      {isOpen && (
        <ul>
          {items.map(item => (
            <Item key={item.spanId} item={item} />
          ))}
        </ul>
      )}
      {isOpen && items.length > 0 && count > items.length && (
        <p class="problem-rest quiet">The newest {formatCount(items.length)} are listed.</p>
      )}
    </li>
  );
}

function lanesOf({ lanes, laneCount, newest }: ProblemCase): string {
  const named = (lanes.length > 0 ? lanes : newest.handlers).slice(0, maxCaseLanes);
  const others = Math.max(laneCount, named.length) - named.length;
  const words = printable(named.join(', '), 300) || 'nobody';
  return others > 0 ? `${words} and ${plural(others, 'other')}` : words;
}

/** Notifications and fanouts that no service consumes, one line for each topic or exchange. */
function Usual({ all }: { readonly all: readonly NormalProblem[] }) {
  const isOpen = useSignal(false);
  const count = all.reduce((sum, each) => sum + each.count, 0);
  return (
    <section class="problem-group">
      <button
        class="problem-usual quiet"
        aria-expanded={isOpen.value}
        onClick={() => (isOpen.value = !isOpen.value)}
      >
        {isOpen.value ? '▾' : '▸'} Expected:{' '}
        {plural(count, 'notification or fanout', 'notifications and fanouts')} without a consumer
      </button>
      {isOpen.value && (
        <ul>
          {all.map(each => (
            <Normal key={`${each.kind} ${each.name}`} normal={each} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Item({ item }: { readonly item: ProblemItem }) {
  const diagram = useDiagram();
  const { label, caller, handlers, sentence, messageId } = item;
  const route = `${caller ?? 'unknown'} → ${handlers.join(', ') || 'nobody'}`;
  return (
    <li>
      <button class="problem-item" onClick={() => void diagram.navigator.reveal(messageId)}>
        <span class="problem-time quiet" title={sentTime(item, formatInstant)}>
          {sentTime(item, diagram.options.clock)}
        </span>
        <span class="problem-what">
          <b>
            <Isolated text={printable(label, 200)} />
          </b>{' '}
          <span class="quiet">
            <Isolated text={printable(route, 300)} />
          </span>
          <span class="problem-sentence">
            <Isolated text={unbroken(printable(sentence, 600))} />
          </span>
        </span>
      </button>
    </li>
  );
}

function Normal({ normal }: { readonly normal: NormalProblem }) {
  const diagram = useDiagram();
  const { name, count, lastMessageId, sentence } = normal;
  const labels = labelWords(normal);
  return (
    <li>
      <button class="problem-item" onClick={() => void diagram.navigator.reveal(lastMessageId)}>
        <span class="problem-time quiet">×{formatCount(count)}</span>
        <span class="problem-what">
          <b>
            <Isolated text={printable(name, 200)} />
          </b>
          <span class="problem-sentence">
            <Isolated text={unbroken(printable(sentence, 600))} />
          </span>
          {labels !== '' && (
            <span class="problem-sentence">
              <Isolated text={printable(labels, 1_200)} />
            </span>
          )}
        </span>
      </button>
    </li>
  );
}
