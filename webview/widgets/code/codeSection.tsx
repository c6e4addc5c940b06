/** The code behind a span: its handlers, its callers, and how certain they are. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { printable } from '../../../src/core/base/printable';
import type { CodeAnswer } from '../../../src/protocol/code/codeApi';
import type { SpanDetails } from '../../../src/protocol/spans';
import type { CodePlaceRef, SpanCode } from '../../../src/protocol/code/spanCode';
import { indexWords, reasonWords } from './codeWords';
import { useDiagram } from '../context';
import { Icon } from '../icons';
import './codeSection.css';

const namesOf = {
  request: { handlers: 'handler', callers: 'caller' },
  notification: { handlers: 'listener', callers: 'emitter' },
} as const;

export function CodeSection({ span }: { readonly span: SpanDetails }) {
  const code = useDiagram().code.ofSelection;
  const { spanId, kind } = span;
  const known = code.codeFor(spanId);
  const error = code.error.value;
  if (error !== undefined) {
    return <p class="code-note quiet">Its code is not known: {printable(error, 300)}</p>;
  }
  if (known) return <Known spanId={spanId} code={known} />;
  if (kind === 'foreign' || !code.isComing(spanId) || !code.hasSources.value) return null;
  // An answer takes a moment; the placeholder keeps the content below it from jumping.
  return <Coming names={kind === 'notification' ? namesOf.notification : namesOf.request} />;
}

function Coming({ names }: { readonly names: (typeof namesOf)[keyof typeof namesOf] }) {
  return (
    <dl class="span-code" aria-busy="true">
      {Object.values(names).map(name => (
        <Term key={name} name={name}>
          <span class="code-coming quiet">…</span>
        </Term>
      ))}
    </dl>
  );
}

interface KnownProps {
  readonly spanId: number;
  readonly code: SpanCode;
}

function Known({ spanId, code }: KnownProps) {
  const { handlers, versionMismatches, callers, index } = code;
  const names = namesOf[code.kind];
  if (index.fileCount === 0 && !index.isIndexing) {
    return (
      <p class="code-note quiet">
        There are no Python sources to look in. <AddFolder />
      </p>
    );
  }
  const isMismatch = handlers.length === 0 && versionMismatches.length > 0;
  const isNothing = !isMismatch && handlers.length === 0 && callers.length === 0;
  return (
    <section aria-label="Code">
      <dl class="span-code">
        <Answers
          key={`handlers ${spanId}`}
          spanId={spanId}
          name={names.handlers}
          list={isMismatch ? 'versionMismatches' : 'handlers'}
          answers={isMismatch ? versionMismatches : handlers}
          isIndexing={index.isIndexing}
        />
        <Answers
          key={`callers ${spanId}`}
          spanId={spanId}
          name={names.callers}
          list="callers"
          answers={callers}
          isIndexing={index.isIndexing}
        />
      </dl>
      {index.isIndexing && <p class="code-note quiet">{indexWords(index)}</p>}
      {isNothing && !index.isIndexing && (
        <p class="code-note quiet">
          <AddFolder />
        </p>
      )}
    </section>
  );
}

function AddFolder() {
  const diagram = useDiagram();
  return (
    <button class="link" onClick={() => diagram.capture.runAction('addSourceFolder')}>
      Add Source Folder…
    </button>
  );
}

interface AnswersProps {
  readonly spanId: number;
  readonly name: string;
  readonly list: CodePlaceRef['list'];
  readonly answers: readonly CodeAnswer[];
  readonly isIndexing: boolean;
}

/** The best answer, and the others on demand. */
function Answers({ spanId, name, list, answers, isIndexing }: AnswersProps) {
  const diagram = useDiagram();
  const isOpen = useSignal(false);
  const more = answers.length - 1;
  return (
    <Term name={name}>
      {answers.length === 0 && (
        <span class="quiet">{isIndexing ? 'not found yet' : 'not in the sources'}</span>
      )}
      {(isOpen.value ? answers : answers.slice(0, 1)).map((answer, at) => (
        <Answer
          key={at}
          answer={answer}
          isMismatch={list === 'versionMismatches'}
          onOpen={() => diagram.code.open(spanId, { list, at })}
        />
      ))}
      {more > 0 && (
        <button
          class="link code-more"
          aria-expanded={isOpen.value}
          onClick={() => (isOpen.value = !isOpen.value)}
        >
          {isOpen.value ? 'Show the likeliest only' : `${more} more`}
        </button>
      )}
    </Term>
  );
}

interface AnswerProps {
  readonly answer: CodeAnswer;
  /** True for code that would not run: it has another version or namespace. */
  readonly isMismatch: boolean;
  readonly onOpen: () => void;
}

function Answer({ answer, isMismatch, onOpen }: AnswerProps) {
  const { place, doubt } = answer;
  return (
    <span class="code-answer">
      <button class="link" title={reasonWords(answer)} onClick={onOpen}>
        <bdi class="code-name">{breakable(printable(place.qualifiedName, 200))}</bdi>{' '}
        <bdi class="code-place">{breakable(`${printable(place.path, 300)}:${place.line}`)}</bdi>
      </button>
      {doubt !== undefined && (
        <span class="code-doubt warn">
          <Icon name="warn" />
          <span>
            {isMismatch
              ? `${printable(doubt, 300)}: services of different releases?`
              : `not certain: ${printable(doubt, 300)}`}
          </span>
        </span>
      )}
    </span>
  );
}

function Term({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Lets names break after a dot, a slash or an underscore in a narrow pane. */
const breakable = (text: string): ComponentChildren =>
  text.split(/(?<=[./_])/u).flatMap((part, at) => (at === 0 ? [part] : [<wbr key={at} />, part]));
