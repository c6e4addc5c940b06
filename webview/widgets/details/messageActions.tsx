import { useDiagram } from '../context';
import { Button } from '../controls';
import { Icon } from '../icons';
import './messageActions.css';

/** Leads from the selected message to others of its method, and opens and compares its content. */
export function MessageActions() {
  const diagram = useDiagram();
  const { messages, selection } = diagram;
  const chosen = messages.chosenId.value;
  const id = selection.row.value?.messageId;
  const isChosen = chosen !== undefined && chosen === id;
  return (
    <div class="message-actions">
      <span class="like-steps">
        <Button
          look="icon"
          label="Previous of this method"
          title="Previous of this method (Shift+M)"
          onPress={() => void diagram.navigator.goToSameMethod(-1)}
        >
          <Icon name="previous" />
        </Button>
        <Button
          look="icon"
          label="Next of this method"
          title="Next of this method (M)"
          onPress={() => void diagram.navigator.goToSameMethod(1)}
        >
          <Icon name="next" />
        </Button>
      </span>
      <button
        class="link"
        title="Open the selected message as a JSON document"
        onClick={() => messages.openJson()}
      >
        Open as JSON
      </button>
      <button
        class="link"
        title="Compare with another message of this method"
        onClick={() => messages.compare()}
      >
        Compare with…
      </button>
      {chosen === undefined || isChosen ? (
        <button class="link" disabled={isChosen} onClick={() => messages.choose()}>
          {isChosen ? 'Selected for compare' : 'Select for compare'}
        </button>
      ) : (
        <button class="link" onClick={() => messages.compareWithChosen()}>
          Compare with selected
        </button>
      )}
    </div>
  );
}
