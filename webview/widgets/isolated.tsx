import { bidiParts } from '../../src/core/text/bidi';
import './isolated.css';

/**
 * A text whose right-to-left words stay in their place. What is selected and copied is the text alone:
 * characters that change the direction are kept, without effect, behind a mark.
 */
export const Isolated = ({ text }: { readonly text: string }) =>
  bidiParts(text).map((part, at) =>
    part.kind === 'plain' ? (
      part.text
    ) : part.kind === 'rightToLeft' ? (
      <bdi key={at}>{part.text}</bdi>
    ) : (
      <bdi key={at} class="bidi-control" data-name={nameOf(part.text)}>
        {part.text}
      </bdi>
    ),
  );

const nameOf = (control: string): string =>
  `U+${(control.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
