import { printable } from '../../../src/core/base/printable';
import { Button } from '../controls';
import { useDiagram } from '../context';
import { Icon } from '../icons';

/** Shows failures of this view until they are dismissed or the view works again. */
export function ProblemBar() {
  const diagram = useDiagram();
  const reading = diagram.feed.error.value;
  const problem = diagram.feedback.problem.value;
  return (
    <>
      {reading !== undefined && (
        <div class="notice bad" role="alert">
          <span>The rows could not be read: {printable(reading)}</span>
          <Button onPress={() => diagram.feed.retry()}>Try Again</Button>
        </div>
      )}
      {problem !== undefined && (
        <div class="notice bad" role="alert">
          <span>{printable(problem)}</span>
          <Button onPress={() => void diagram.start()}>Reload</Button>
          <Button
            look="icon"
            label="Dismiss"
            title="Dismiss"
            onPress={() => diagram.feedback.dismissProblem()}
          >
            <Icon name="close" />
          </Button>
        </div>
      )}
    </>
  );
}
