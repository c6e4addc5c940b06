import { printable } from '../../../src/core/base/printable';
import type { LiveAnswer } from '../../model/statistics/liveAnswer';
import { Button } from '../controls';

/** The page until there are counts, or the reason why there are none. */
export function CountingPage({ answer }: { readonly answer: LiveAnswer<unknown> }) {
  const problem = answer.error.value;
  return (
    <div class="empty-page">
      <p>{problem === undefined ? 'Counting…' : printable(problem, 600)}</p>
      {problem !== undefined && (
        <Button look="primary" onPress={() => answer.invalidate()}>
          Count Again
        </Button>
      )}
    </div>
  );
}
