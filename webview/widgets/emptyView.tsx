import type { CaptureStatus } from '../../src/protocol/rows';
import type { EmptyStateButton } from '../model/emptyState';
import { emptyState } from '../model/emptyState';
import { printable } from '../model/printable';
import { Button, ProgressRing } from './controls';
import { useDiagram } from './context';
import { describeFailure } from './failureWords';

/** In place of rows: one sentence, one button. */
export function EmptyView({ status }: { readonly status: CaptureStatus }) {
  const diagram = useDiagram();
  const { source } = status;
  const failure = 'failure' in source && source.failure ? source.failure : undefined;
  const { sentence, button } = emptyState(
    status,
    diagram.feed.totalCount.value,
    failure && describeFailure(failure).sentence,
  );
  const isBusy = source.state === 'connecting' || source.state === 'importing';
  const press = (chosen: EmptyStateButton) => {
    if (chosen.kind === 'clearFilter') diagram.clearFilter();
    else if (chosen.kind === 'resume') diagram.togglePause();
    else diagram.runAction(chosen.action);
  };
  return (
    <div class="empty">
      {isBusy && <ProgressRing />}
      <p>{printable(sentence, 600)}</p>
      {button && (
        <Button look="primary" onPress={() => press(button)}>
          {button.title}
        </Button>
      )}
    </div>
  );
}
