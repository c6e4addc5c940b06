import type { SpanDetails } from '../../../src/protocol/spans';
import { useDiagram } from '../context';
import { Button } from '../controls';
import type { IconName } from '../icons';
import { Icon } from '../icons';
import './messageActions.css';

/** Icons that lead from the selected message to others, mark it, and open and compare its content. */
export function MessageActions({ span }: { readonly span: SpanDetails }) {
  const { messages, selection, navigator, options } = useDiagram();
  const { requestId } = span;
  const row = selection.row.value;
  return (
    <span class="message-actions" role="group" aria-label="Message">
      <Action
        icon="up"
        name="Go to Previous Message of This Method"
        keys="Shift+M"
        onPress={() => void navigator.goToSameMethod(-1)}
      />
      <Action
        icon="down"
        name="Go to Next Message of This Method"
        keys="M"
        onPress={() => void navigator.goToSameMethod(1)}
      />
      {requestId !== undefined && (
        <>
          <Action
            icon="filter"
            name="Show Only This Request"
            onPress={() => navigator.showRequest(requestId)}
          />
          <Action
            icon="waterfall"
            name="Show Request as Waterfall"
            onPress={() => options.show('waterfall')}
          />
        </>
      )}
      <Action icon="json" name="Open as JSON Document" onPress={() => messages.openJson()} />
      <CompareActions />
      {row && row.bookmark === undefined && (
        <Action
          icon="bookmark"
          name="Add Bookmark"
          keys="B"
          onPress={() => messages.editBookmark()}
        />
      )}
    </span>
  );
}

/** Compares the selected message with one that the host asks for, or with one that was chosen before. */
function CompareActions() {
  const { messages, selection } = useDiagram();
  const chosen = messages.chosenId.value;
  const isChosen = chosen !== undefined && chosen === selection.row.value?.messageId;
  return (
    <>
      <Action icon="compare" name="Compare with…" onPress={() => messages.compare()} />
      {chosen === undefined || isChosen ? (
        <Action
          icon="choose"
          name="Select for Compare"
          isPressed={isChosen}
          onPress={() => messages.choose()}
        />
      ) : (
        <Action
          icon="compareChosen"
          name="Compare with Selected"
          onPress={() => messages.compareWithChosen()}
        />
      )}
    </>
  );
}

interface ActionProps {
  readonly icon: IconName;
  readonly name: string;
  readonly keys?: string;
  readonly isPressed?: boolean;
  readonly onPress: () => void;
}

const Action = ({ icon, name, keys, isPressed, onPress }: ActionProps) => (
  <Button
    look="icon"
    label={name}
    title={keys === undefined ? name : `${name} (${keys})`}
    isPressed={isPressed}
    onPress={onPress}
  >
    <Icon name={icon} />
  </Button>
);
