import { useDiagram } from './context';

/** Announces changes that are only visible to screen readers, politely and sparingly. */
export function LiveRegion() {
  const { announcement } = useDiagram().feedback;
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {announcement.value}
    </div>
  );
}
