import { useDiagram } from './context';

/** What screen readers hear of changes that are only seen: sparing, and never interrupting. */
export function Announcer() {
  const { announcement } = useDiagram();
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {announcement.value}
    </div>
  );
}
