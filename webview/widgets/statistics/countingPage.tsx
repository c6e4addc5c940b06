import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { printable } from '../../../src/core/base/printable';
import type { LiveAnswer } from '../../model/statistics/liveAnswer';
import { formatDuration, plural } from '../../../src/core/text/amounts';
import { useDiagram } from '../context';
import { Button } from '../controls';

/** Time after which the page says that the wait is usual, and need not be watched. */
const longMillis = 20_000;

/** The page until there are counts, or the reason why there are none. */
export function CountingPage({ answer }: { readonly answer: LiveAnswer<unknown> }) {
  const error = answer.error.value;
  return (
    <div class="empty-page">
      {error === undefined ? <Counting /> : <p>{printable(error, 600)}</p>}
      {error !== undefined && (
        <Button look="primary" onPress={() => answer.invalidate()}>
          Count Again
        </Button>
      )}
    </div>
  );
}

/** Tells how much is counted, for how long, and that nobody has to wait here. */
function Counting() {
  const { feed } = useDiagram();
  const millis = useSignal(0);
  useEffect(() => {
    const begin = performance.now();
    const timer = setInterval(() => (millis.value = performance.now() - begin), 1_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.floor(millis.value / 1_000);
  return (
    <>
      <p>
        Counting {plural(feed.rowCount.value, 'row')}…
        {seconds > 1 && <span class="quiet"> {formatDuration(seconds * 1_000_000)}</span>}
      </p>
      <p class="quiet" role="status">
        {millis.value >= longMillis &&
          'Large captures take a while. You can use other views meanwhile: the counting goes on.'}
      </p>
    </>
  );
}
