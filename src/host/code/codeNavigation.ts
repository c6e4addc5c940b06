/** Opens the code that handles a message, sends it, or is part of its traceback. */
import type { QuickPickItem } from 'vscode';
import { CancellationError, ThemeIcon, Uri, window } from 'vscode';
import { assertNever } from '../../core/base/assertNever';
import { Disposable } from '../../core/base/disposable';
import type { Event } from '../../core/base/emitter';
import { Emitter } from '../../core/base/emitter';
import type { CodeAnswer, CodePlace, CodeSubject, IndexStatus } from '../../protocol/code/codeApi';
import type {
  CodeAim,
  CodePlaceRef,
  VersionMismatch,
  SpanCode,
} from '../../protocol/code/spanCode';
import { endWithNotice } from '../actions/endWithNotice';
import type { Guard } from '../actions/registry';
import { runAction } from '../actions/runAction';
import type { DiagramCode } from '../diagrams/diagramHost';
import { withoutIcons, withoutLinks } from '../plainText';
import { toggleBreakpoint } from './breakpoints';
import { chooseFrom } from './codeChoice';
import {
  doubtWords,
  indexingWords,
  nameOf,
  mismatchWords,
  nothingFound,
  placeWords,
} from './codeWords';
import { VersionMismatches } from './versionMismatches';
import { mapFolder } from './mapFolder';
import { openCode, peekCode } from './openCode';
import { isBelow } from './pathMapping';
import type { CodeQuestions, SpanSubjects } from './spanCode';
import { SpanCodeReader } from './spanCode';
import { noteInStatusBar } from '../statusBarNote';

/** The index of the sources, and when it changes. */
export interface NavigationIndex extends CodeQuestions {
  /** Fires when answers may differ from earlier ones. */
  readonly onDidChange: Event<undefined>;
  /** Fires when more files were read. */
  readonly onDidChangeStatus: Event<undefined>;
  /** Last reported status; `undefined` before the first query. */
  readonly status: IndexStatus | undefined;
  readonly settings: { readonly folders: readonly string[] };
}

export class CodeNavigation extends Disposable implements DiagramCode {
  private readonly changed = this.register(new Emitter<undefined>());
  readonly onDidChange = this.changed.event;

  private readonly reader: SpanCodeReader;
  private readonly mismatches: VersionMismatches;

  /** @param guard reports failures in the same way as those of commands */
  constructor(
    private readonly index: NavigationIndex,
    private readonly guard: Guard,
  ) {
    super();
    this.reader = new SpanCodeReader(index);
    this.mismatches = new VersionMismatches(this.reader);
    this.register(
      index.onDidChange(() => {
        this.mismatches.forget();
        this.changed.fire(undefined);
      }),
    );
    this.register(index.onDidChangeStatus(() => this.changed.fire(undefined)));
  }

  readSpanCode(capture: SpanSubjects, spanId: number): Promise<SpanCode | undefined> {
    return this.reader.readSpanCode(capture, spanId);
  }

  versionMismatches(
    capture: SpanSubjects,
    spanIds: readonly number[],
  ): Promise<readonly VersionMismatch[] | undefined> {
    // Showing rows does not start indexing.
    return this.index.status
      ? this.mismatches.findMismatches(capture, spanIds)
      : Promise.resolve(undefined);
  }

  goToCode(capture: SpanSubjects, spanId: number, aim: CodeAim): Promise<void> {
    return this.guard(`go to ${aim}`, () => this.follow(capture, spanId, aim));
  }

  openCode(capture: SpanSubjects, spanId: number, place: CodePlaceRef): Promise<void> {
    return this.guard('open code', () => this.openPlace(capture, spanId, place));
  }

  mapFolder(capture: SpanSubjects, spanId: number, textLine: number): Promise<void> {
    return this.guard('map folder', () => this.mapFolderOf(capture, spanId, textLine));
  }

  private async follow(capture: SpanSubjects, spanId: number, aim: CodeAim): Promise<void> {
    const found = await this.reader.codeSubjectOf(capture, spanId);
    if (found) return await this.goTo(found.subject, aim);
    if (aim === 'knownHandler') return;
    endWithNotice('This message is neither a request nor a notification: no code is known of it.');
  }

  /**
   * Queries again, so that code that has moved since the diagram was drawn is found at its present
   * place.
   */
  private async openPlace(
    capture: SpanSubjects,
    spanId: number,
    { list, at }: CodePlaceRef,
  ): Promise<void> {
    const found = await this.reader.codeSubjectOf(capture, spanId);
    if (!found) return;
    if (list === 'frames') {
      const frames = await this.reader.frames(found);
      const frame = frames.find(({ textLine }) => textLine === at);
      if (frame?.place) await this.show({ place: frame.place, reasons: [], doubt: frame.doubt });
      return;
    }
    const answers =
      list === 'callers'
        ? await this.reader.callers(found.subject)
        : (await this.reader.handlers(found.subject))[list];
    const answer = answers[at];
    if (!answer) return;
    if (list === 'versionMismatches') await this.showVersionMismatch(answer);
    else await this.show(answer);
  }

  private async mapFolderOf(
    capture: SpanSubjects,
    spanId: number,
    textLine: number,
  ): Promise<void> {
    const found = await this.reader.codeSubjectOf(capture, spanId);
    const frames = found ? await this.reader.frames(found) : [];
    const frame = frames.find(each => each.textLine === textLine);
    if (frame?.mappable === undefined) return;
    const folder = await mapFolder(frame.remotePath, frame.mappable);
    // The file of a frame is in an indexed folder.
    if (isBelow(folder, this.index.settings.folders)) return;
    await runAction('addSourceFolder', Uri.file(folder));
  }

  private async goTo(subject: CodeSubject, aim: CodeAim): Promise<void> {
    switch (aim) {
      case 'handler':
      case 'knownHandler':
        return await this.goToHandler(subject, aim === 'knownHandler');
      case 'caller':
        return await this.goToCaller(subject);
      case 'peek':
        return await this.peekHandlers(subject);
      case 'breakpoint':
        return await this.toggleBreakpoint(subject);
      default:
        assertNever(aim);
    }
  }

  private async goToHandler(subject: CodeSubject, isQuiet: boolean): Promise<void> {
    const { handlers, versionMismatches } = await this.reader.handlers(subject);
    const [nearest] = versionMismatches;
    if (handlers.length > 0) await this.showBest(handlers, handlersTitle(subject));
    else if (nearest) await this.showVersionMismatch(nearest);
    else if (!isQuiet) await this.tellNoHandler(subject);
  }

  private async goToCaller(subject: CodeSubject): Promise<void> {
    const callers = await this.reader.callers(subject);
    if (callers.length > 0) await this.showBest(callers, callersTitle(subject));
    else await this.tellNothing(subject, 'caller');
  }

  /** Shows all handlers in a peek view, also a single one. */
  private async peekHandlers(subject: CodeSubject): Promise<void> {
    const { handlers, versionMismatches } = await this.reader.handlers(subject);
    const all = handlers.length > 0 ? handlers : versionMismatches;
    const [best] = all;
    if (!best) return await this.tellNoHandler(subject);
    await peekCode(all);
    if (handlers.length === 0) warnOfVersionMismatch(best);
  }

  private async toggleBreakpoint(subject: CodeSubject): Promise<void> {
    const { handlers, versionMismatches } = await this.reader.handlers(subject);
    const answer =
      handlers.length > 0 ? await choose(handlers, handlersTitle(subject)) : versionMismatches[0];
    if (!answer) return await this.tellNoHandler(subject);
    const { place } = answer;
    const isSet = toggleBreakpoint(place);
    const where = `${place.qualifiedName} (${breakpointWords(place)})`;
    noteInStatusBar(
      isSet
        ? `The next "${nameOf(subject)}" breaks in ${where}.`
        : `The breakpoint in ${where} is removed.`,
    );
    if (isSet && handlers.length === 0) warnOfVersionMismatch(answer);
  }

  private async showBest(answers: readonly CodeAnswer[], title: string): Promise<void> {
    await this.show(await choose(answers, title), answers.length);
  }

  /** @param count number of possible answers */
  private async show({ place, doubt }: CodeAnswer, count = 1): Promise<void> {
    await openCode(place);
    const index = await this.reader.indexProgress();
    const notes = [
      doubt === undefined ? '' : doubtWords(doubt),
      doubt === undefined && count > 1
        ? `The likeliest of ${count} places: the details name them all.`
        : '',
      index.isIndexing ? indexingWords(index) : '',
    ].filter(each => each !== '');
    if (notes.length > 0) noteInStatusBar(notes.join(' '));
  }

  private async showVersionMismatch(nearest: CodeAnswer): Promise<void> {
    await openCode(nearest.place);
    warnOfVersionMismatch(nearest);
  }

  /**
   * Reports that there is no handler. For a notification without listeners, its emitters are
   * offered.
   */
  private async tellNoHandler(subject: CodeSubject): Promise<void> {
    const emitters = subject.type === 'notification' ? await this.reader.callers(subject) : [];
    if (emitters.length === 0) return await this.tellNothing(subject, 'handler');
    const goToEmitter = 'Go to Emitter';
    const sentence = nothingFound(subject, 'handler', await this.reader.indexProgress());
    const chosen = await window.showInformationMessage(withoutLinks(sentence), goToEmitter);
    if (chosen === goToEmitter) await this.showBest(emitters, callersTitle(subject));
  }

  private async tellNothing(subject: CodeSubject, what: 'handler' | 'caller'): Promise<void> {
    const addFolder = 'Add Source Folder…';
    const sentence = nothingFound(subject, what, await this.reader.indexProgress());
    const chosen = await window.showInformationMessage(withoutLinks(sentence), addFolder);
    if (chosen === addFolder) await runAction('addSourceFolder');
  }
}

interface AnswerItem extends QuickPickItem {
  readonly answer: CodeAnswer;
}

/** @throws {CancellationError} when the user chooses none */
async function choose(answers: readonly CodeAnswer[], title: string): Promise<CodeAnswer> {
  const choice = chooseFrom(answers);
  if (choice.kind === 'open') return choice.answer;
  const picked = await window.showQuickPick(answers.map(answerItem), {
    title: withoutIcons(title),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!picked) throw new CancellationError();
  return picked.answer;
}

const answerItem = (answer: CodeAnswer): AnswerItem => ({
  label: withoutIcons(answer.place.qualifiedName),
  description: withoutIcons(placeWords(answer.place)),
  detail: withoutIcons([...doubtOf(answer), ...answer.reasons].join(' · ')),
  iconPath: new ThemeIcon(answer.doubt === undefined ? 'symbol-method' : 'question'),
  answer,
});

const doubtOf = ({ doubt }: CodeAnswer): string[] =>
  doubt === undefined ? [] : [doubtWords(doubt)];

const handlersTitle = (subject: CodeSubject): string =>
  subject.type === 'request' ? `Handlers of ${nameOf(subject)}` : `Listeners to ${nameOf(subject)}`;

const callersTitle = (subject: CodeSubject): string =>
  subject.type === 'request' ? `Callers of ${nameOf(subject)}` : `Emitters of ${nameOf(subject)}`;

const breakpointWords = (place: CodePlace): string =>
  placeWords({ ...place, line: place.bodyLine });

/** The matching version may be in another checkout, so adding a folder is offered. */
function warnOfVersionMismatch(nearest: CodeAnswer): void {
  const addFolder = 'Add Source Folder…';
  const sentence = withoutLinks(mismatchWords(nearest));
  void window.showWarningMessage(sentence, addFolder).then(async chosen => {
    if (chosen === addFolder) await runAction('addSourceFolder');
  });
}
