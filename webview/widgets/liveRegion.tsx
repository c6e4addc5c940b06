import { useDiagram } from './context';

/** What screen readers hear of changes that are only seen: sparing, and never interrupting. */
export function LiveRegion() {
  const { announcement } = useDiagram().feedback;
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {announcement.value}
    </div>
  );
}
