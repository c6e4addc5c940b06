import type { CaptureStatus } from '../../../src/protocol/status';
import { printable } from '../../../src/core/base/printable';
import { Button, ProgressRing } from '../controls';
import { useDiagram } from '../context';
import type { EmptyStateButton } from './emptyState';
import { emptyState } from './emptyState';
import './emptyView.css';

/** Stands in place of rows: one sentence, one button. */
export function EmptyView({ status }: { readonly status: CaptureStatus }) {
  const diagram = useDiagram();
  const { source } = status;
  const { sentence, button } = emptyState(status, diagram.feed.totalCount.value);
  const isBusy = source.state === 'connecting' || source.state === 'importing';
  const press = (chosen: EmptyStateButton) => {
    if (chosen.kind === 'showAllRows') diagram.filter.showEverything();
    else diagram.capture.runAction(chosen.action);
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
