import { printable } from '../../../src/core/base/printable';
import { Icon } from '../icons';
import { versionMismatchWords } from '../../model/rows/rowWords';
import './versionMismatchMark.css';

/** Marks a request that the sources would not accept as it is. */
export function VersionMismatchMark({ sentence }: { readonly sentence: string }) {
  return (
    <span
      class="version-mismatch-mark"
      role="img"
      aria-label={versionMismatchWords}
      title={printable(sentence, 300)}
    >
      <Icon name="warn" />
    </span>
  );
}
