import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { printable } from '../../../src/core/base/printable';
import { FilterHistory } from '../../model/filter/filterHistory';
import { useDiagram } from '../context';
import type { IconName } from '../icons';
import { Icon } from '../icons';
import { focusRows } from '../listKeys';
import { FilterEditor } from './editor';
import './filterBox.css';

const debounceMillis = 100;
const problemId = 'filter-problem';

/** The box for the filter's text. The rows follow a moment later, as long as the text is valid. */
export function FilterBox() {
  const diagram = useDiagram();
  const { filter, options } = diagram;
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<FilterEditor>(undefined);
  const isEmpty = useSignal(true);
  const isFocused = useSignal(false);
  const isCompleting = useSignal(false);

  useEffect(() => {
    if (!place.current) return;
    const history = new FilterHistory(() => filter.known.value.history);
    let timer: ReturnType<typeof setTimeout> | undefined;
    /** True once the user has changed the text after focusing the box, or after it was set. */
    let isTouched = false;
    const apply = () => {
      clearTimeout(timer);
      filter.setText(created.text);
    };
    const walkTo = (text: string | undefined) => {
      if (text !== undefined) created.setText(text);
    };
    const leave = () => {
      apply();
      focusRows();
    };
    const created = new FilterEditor({
      parent: place.current,
      text: filter.typed.value,
      placeholder: 'Words, an ID, service:… method:… status:failed  ( / )',
      describedBy: problemId,
      listFieldValues: (field, part, count) => diagram.filter.listFieldValues(field, part, count),
      onText(text, isTyped) {
        isTouched = isTyped;
        isEmpty.value = text === '';
        if (isTyped) history.end();
        clearTimeout(timer);
        timer = setTimeout(apply, debounceMillis);
      },
      onCompleting: isOpen => (isCompleting.value = isOpen),
      onFocus(hasFocus) {
        isFocused.value = hasFocus;
        isTouched = false;
        if (hasFocus) return;
        history.end();
        apply();
        filter.remember();
      },
      onEnter: leave,
      onDown() {
        if (history.isWalking) walkTo(history.newer());
        else if (!created.moveByLine(1)) leave();
      },
      onUp() {
        if (!history.isWalking && created.moveByLine(-1)) return;
        if (!isTouched || created.text === '') walkTo(history.older(created.text));
      },
      onEscape() {
        if (created.text === '') return focusRows();
        apply();
        filter.remember();
        created.setText('');
        apply();
        diagram.feedback.tell('Filter cleared. Ctrl+Z or ↑ brings it back.');
      },
    });
    editor.current = created;
    isEmpty.value = created.text === '';
    // A text that is set from outside, as by a menu, must not wait for the next frame, as a signal's
    // effect in a component does: what was typed before it would be applied after it.
    const stopFollowing = filter.typed.subscribe(text => {
      created.setText(text);
      clearTimeout(timer);
    });
    // Likewise, the keys that follow "/" must reach the box, and not act on the rows.
    const stopFocusing = filter.focusRequests.subscribe(count => {
      if (count > 0) created.focus();
    });
    return () => {
      stopFollowing();
      stopFocusing();
      clearTimeout(timer);
      created.dispose();
    };
  }, [diagram]);

  // While the list of completions is open, the term is only half typed.
  useSignalEffect(() =>
    editor.current?.showProblems(isCompleting.value ? [] : filter.problems.value),
  );

  const [problem] = isCompleting.value ? [] : filter.problems.value;
  const isHighlighting = options.isHighlighting.value;
  return (
    <div class={`filter-box${problem ? ' wrong' : ''}`}>
      <div class="filter-text" ref={place} />
      {!isEmpty.value && (
        <BoxButton
          name="close"
          class="filter-clear"
          title="Clear Filter (Escape)"
          onPress={() => {
            editor.current?.setText('');
            filter.setText('');
            editor.current?.focus();
          }}
        />
      )}
      {!isEmpty.value && !problem && (
        <BoxButton
          name="save"
          title="Save Filter…"
          onPress={() => {
            // The text that was typed last may not have been applied yet.
            filter.setText(editor.current?.text ?? '');
            diagram.filter.save();
          }}
        />
      )}
      {filter.known.value.saved.length > 0 && (
        <BoxButton
          name="saved"
          title="Apply Saved Filter…"
          onPress={() => diagram.filter.manageSaved()}
        />
      )}
      <BoxButton
        name="highlight"
        title="Highlight what matches instead of hiding the rest"
        isPressed={isHighlighting}
        onPress={() => options.toggleHighlight()}
      />
      <p
        id={problemId}
        class={problem && isFocused.value ? 'filter-problem' : 'visually-hidden'}
        role="status"
      >
        {problem && `${problem.sentence} ${inForce(filter.text.value, isHighlighting)}`}
      </p>
    </div>
  );
}

/** The filter that stays in force while the text is not valid. */
function inForce(text: string, isHighlighting: boolean): string {
  if (text.trim() === '')
    return isHighlighting ? 'Nothing is highlighted yet.' : 'All rows are shown.';
  return `Until then the rows are those of: ${printable(text, 100)}`;
}

interface BoxButtonProps {
  readonly name: IconName;
  readonly title: string;
  readonly class?: string;
  readonly isPressed?: boolean;
  readonly onPress: () => void;
}

/** A button inside the box, as in VS Code's own search boxes. */
function BoxButton({ name, title, isPressed, onPress, class: own = '' }: BoxButtonProps) {
  return (
    <button
      class={`box-button ${own}`}
      title={title}
      aria-label={title}
      aria-pressed={isPressed}
      onClick={onPress}
    >
      <Icon name={name} />
    </button>
  );
}
