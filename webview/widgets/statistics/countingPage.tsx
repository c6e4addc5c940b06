import { printable } from '../../../src/core/base/printable';
import type { LiveAnswer } from '../../model/statistics/liveAnswer';
import { Button } from '../controls';

/** The page until there are counts, or the reason why there are none. */
export function CountingPage({ answer }: { readonly answer: LiveAnswer<unknown> }) {
  const error = answer.error.value;
  return (
    <div class="empty-page">
      <p>{error === undefined ? 'Counting…' : printable(error, 600)}</p>
      {error !== undefined && (
        <Button look="primary" onPress={() => answer.invalidate()}>
          Count Again
        </Button>
      )}
    </div>
  );
}
