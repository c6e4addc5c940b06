import { printable } from '../../../src/core/base/printable';
import { useDiagram } from '../context';
import { Icon } from '../icons';
import './bookmarkNote.css';

/** The note of the selected row's bookmark. */
export function BookmarkNote() {
  const { selection, messages } = useDiagram();
  const row = selection.row.value;
  if (row?.bookmark === undefined) return null;
  return (
    <p class="span-bookmark">
      <Icon name="bookmark" />
      <span>{printable(row.bookmark, 1000) || 'Bookmark'}</span>
      <button
        class="link"
        aria-label="Edit Bookmark"
        title="Edit Bookmark (B)"
        onClick={() => messages.editBookmark()}
      >
        Edit
      </button>
      <button
        class="link"
        aria-label="Remove Bookmark"
        onClick={() => messages.removeBookmark(row.messageId)}
      >
        Remove
      </button>
    </p>
  );
}
