import { useDiagram } from './context';
import './liveRegion.css';

/** Tells screen readers about changes that can otherwise only be seen, politely and sparingly. */
export function LiveRegion() {
  const { announcement, told } = useDiagram().feedback;
  return (
    <>
      <div class="visually-hidden" role="status" aria-live="polite">
        {/* The same sentence is read again when it is told again. */}
        <span key={told.value?.at}>{announcement.value}</span>
      </div>
      {told.value && (
        <p key={told.value.at} class="told" aria-hidden="true">
          {told.value.sentence}
        </p>
      )}
    </>
  );
}
