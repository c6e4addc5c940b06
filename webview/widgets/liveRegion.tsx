import { useDiagram } from './context';

/** Tells screen readers about changes that can otherwise only be seen, politely and sparingly. */
export function LiveRegion() {
  const { announcement } = useDiagram().feedback;
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {announcement.value}
    </div>
  );
}
