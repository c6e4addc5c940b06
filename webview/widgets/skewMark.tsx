import { printable } from '../../src/core/base/printable';
import { Icon } from './icons';
import { skewWords } from './rowWords';

/** Beside the name of a request that the sources would not take as it is. */
export function SkewMark({ sentence }: { readonly sentence: string }) {
  return (
    <span class="skew-mark" role="img" aria-label={skewWords} title={printable(sentence, 300)}>
      <Icon name="warn" />
    </span>
  );
}
