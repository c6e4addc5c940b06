import { Button } from '../controls';
import { useDiagram } from '../context';
import { Icon } from '../icons';
import './highlightMatches.css';

/**
 * The ways to the next and the previous highlighted row, and their number. The buttons come first, so that they
 * stay under the pointer while the words change.
 */
export function HighlightMatches() {
  const { highlights, feed } = useDiagram();
  return (
    <span class="highlight-matches">
      {feed.highlightedCount.value > 0 && (
        <>
          <Button
            look="icon"
            label="Previous match"
            title="Previous match (Shift+F3)"
            onPress={() => void highlights.go(-1)}
          >
            <Icon name="up" />
          </Button>
          <Button
            look="icon"
            label="Next match"
            title="Next match (F3)"
            onPress={() => void highlights.go(1)}
          >
            <Icon name="down" />
          </Button>
        </>
      )}
      <span class="highlight-count">{highlights.words()}</span>
    </span>
  );
}
