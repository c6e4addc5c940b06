/**
 * The editor of the filter's text, with completion, undo and marks for errors. The text has no line breaks,
 * but is wrapped where the box is too narrow for it. The editor does not know the diagram; the box around it
 * does.
 */
import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  completionStatus,
  moveCompletionSelection,
  selectedCompletion,
  setSelectedCompletion,
  startCompletion,
} from '@codemirror/autocomplete';
import { history, historyKeymap } from '@codemirror/commands';
import { diagnosticCount, setDiagnostics } from '@codemirror/lint';
import { EditorSelection, EditorState, Prec, Transaction } from '@codemirror/state';
import type { KeyBinding, ViewUpdate } from '@codemirror/view';
import {
  drawSelection,
  EditorView,
  highlightSpecialChars,
  keymap,
  placeholder,
  showTooltip,
  tooltips,
} from '@codemirror/view';
import type { FilterBoxActionName } from '../../../src/protocol/actions/actions';
import { isFilterBoxAction } from '../../../src/protocol/actions/actions';
import type { FilterProblem } from '../../../src/core/filter/filterExpression';
import { keysIn } from '../../model/keys';
import type { ListFieldValues } from './completion';
import { completeFilter } from './completion';
import { filterMarks } from './marks';
import { oneLine } from './oneLine';
import './editor.css';

export interface FilterEditorOptions {
  readonly parent: HTMLElement;
  readonly text: string;
  readonly placeholder: string;
  /** Id of the element that describes the error. */
  readonly describedBy: string;
  readonly listFieldValues: ListFieldValues;
  /**
   * @param isTyped true when the user typed or pasted the text, false when it came from the history
   */
  onText(text: string, isTyped: boolean): void;
  /** Called when the list of completions opens or closes. */
  onCompleting(isCompleting: boolean): void;
  onFocus(isFocused: boolean): void;
  /** Called on Enter while nothing in the list of completions is chosen. */
  readonly onEnter: () => void;
  readonly onUp: () => void;
  readonly onDown: () => void;
  readonly onEscape: () => void;
}

export class FilterEditor {
  private readonly view: EditorView;

  constructor(private readonly options: FilterEditorOptions) {
    this.view = new EditorView({
      parent: options.parent,
      state: EditorState.create({ doc: options.text, extensions: this.extensions() }),
    });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  /** Replaces the text as if it had been typed, so that it can be undone. */
  setText(text: string): void {
    const { state } = this.view;
    if (text === this.text) return;
    this.view.dispatch({
      changes: { from: 0, to: state.doc.length, insert: text },
      selection: { anchor: text.length },
      annotations: Transaction.userEvent.of('set'),
    });
  }

  /**
   * Moves the cursor to the next (+1) or previous (-1) line of a wrapped text.
   *
   * @returns false when there is none
   */
  moveByLine(direction: 1 | -1): boolean {
    const { view } = this;
    const { main } = view.state.selection;
    const moved = view.moveVertically(main, direction === 1);
    const [from, to] = [main, moved].map(({ head, assoc }) => view.coordsAtPos(head, assoc || 1));
    // Half of a pixel is lost or won where the page is zoomed.
    if (!from || !to || Math.abs(to.top - from.top) < 1) return false;
    view.dispatch({ selection: EditorSelection.create([moved]), scrollIntoView: true });
    return true;
  }

  /** Underlines errors. */
  showProblems(problems: readonly FilterProblem[]): void {
    const { state } = this.view;
    if (problems.length === 0 && diagnosticCount(state) === 0) return;
    const within = (at: number) => Math.min(at, state.doc.length);
    this.view.dispatch(
      setDiagnostics(
        state,
        problems.map(({ from, to, sentence, fixes }) => ({
          from: within(from),
          to: within(to),
          severity: 'error',
          message: sentence,
          actions: fixes.map(fix => ({
            name: fix,
            apply: (view, start, end) =>
              view.dispatch({ changes: { from: start, to: end, insert: fix } }),
          })),
        })),
      ),
    );
  }

  focus(): void {
    this.view.focus();
  }

  dispose(): void {
    this.view.destroy();
  }

  private extensions() {
    const { options } = this;
    return [
      oneLine,
      EditorView.lineWrapping,
      history(),
      drawSelection(),
      highlightSpecialChars(),
      filterMarks,
      placeholder(options.placeholder),
      autocompletion({
        override: [completeFilter(options.listFieldValues)],
        // Enter takes the text as it is, unless an option was chosen.
        selectOnOpen: false,
        interactionDelay: 0,
        defaultKeymap: false,
        icons: false,
        optionClass: ({ type = '' }) => `filter-option-${type}`,
        activateOnCompletion: ({ type }) => type === 'field',
      }),
      // The tab's own box would clip the tooltips.
      tooltips({ parent: document.body }),
      Prec.highest(keymap.of(this.keys())),
      EditorView.contentAttributes.of(({ state }) => ({
        tabindex: '0',
        'aria-label': 'Filter',
        'aria-multiline': 'false',
        'aria-describedby': options.describedBy,
        'aria-invalid': String(diagnosticCount(state) > 0),
      })),
      EditorView.updateListener.of(update => this.updated(update)),
    ];
  }

  private updated({ docChanged, focusChanged, view, state, startState, transactions }: ViewUpdate) {
    if (docChanged) {
      this.options.onText(this.text, !transactions.some(each => each.isUserEvent('set')));
    }
    const isCompleting = completionStatus(state) === 'active';
    if (isCompleting !== (completionStatus(startState) === 'active')) {
      this.options.onCompleting(isCompleting);
    }
    if (!focusChanged) return;
    // A text that is longer than the box is read from its start.
    if (!view.hasFocus) view.scrollDOM.scrollTo(0, 0);
    this.options.onFocus(view.hasFocus);
  }

  /**
   * Key bindings of the editor. Their keys do not reach the page: VS Code would handle them too,
   * and undo a second time.
   */
  private keys(): readonly KeyBinding[] {
    const { options } = this;
    const key = (name: string, run: (view: EditorView) => void): KeyBinding => ({
      key: name,
      stopPropagation: true,
      run: view => {
        run(view);
        return true;
      },
    });
    const inList =
      (act: (view: EditorView) => unknown, otherwise: () => void) => (view: EditorView) => {
        if (completionStatus(view.state) === 'active') act(view);
        else otherwise();
      };
    const nothing = () => undefined;
    const enter = (view: EditorView) => {
      if (selectedCompletion(view.state) && acceptCompletion(view)) return;
      closeCompletion(view);
      options.onEnter();
    };
    const handlers: Readonly<Record<FilterBoxActionName, (view: EditorView) => void>> = {
      applyTyped: enter,
      olderFilter: inList(moveCompletionSelection(false), options.onUp),
      newerFilter: inList(moveCompletionSelection(true), options.onDown),
      clearFilter: view => {
        // While more is typed, the list stays open and waits for other options.
        const isListShown = view.state.facet(showTooltip).some(tooltip => tooltip !== null);
        if (!isListShown || !closeCompletion(view)) options.onEscape();
      },
      completeFilter: startCompletion,
    };
    return [
      ...keysIn('filterBox').flatMap(({ key: name, action }) =>
        isFilterBoxAction(action) ? [key(name.replace('+', '-'), handlers[action])] : [],
      ),
      key('PageDown', inList(moveCompletionSelection(true, 'page'), nothing)),
      key('PageUp', inList(moveCompletionSelection(false, 'page'), nothing)),
      { key: 'Tab', stopPropagation: true, run: acceptFirst },
      ...historyKeymap.map(each => ({ ...each, stopPropagation: true })),
    ];
  }
}

/** Takes the chosen option of the list, or its first one. */
function acceptFirst(view: EditorView): boolean {
  if (completionStatus(view.state) !== 'active') return false;
  if (!selectedCompletion(view.state)) view.dispatch({ effects: setSelectedCompletion(0) });
  return acceptCompletion(view);
}
