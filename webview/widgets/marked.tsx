import { Isolated } from './isolated';
import './marked.css';

/** Place of the marked stretch of a text, in characters. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Marks the first occurrence of the searched words in a text. */
export function Marked({ text, words }: { readonly text: string; readonly words: string }) {
  return <MarkedStretch text={text} {...stretchOf(text, words)} />;
}

/**
 * A text whose last characters stay in sight where there is no room for all of it: names that differ only at
 * their ends can be told apart. The searched words are marked.
 */
export function CutInMiddle({ text, words }: { readonly text: string; readonly words: string }) {
  const { from, to } = stretchOf(text, words);
  const at = tailAt(text);
  return (
    <>
      <span class="cut-head">
        <MarkedStretch text={text.slice(0, at)} from={from} to={to} />
      </span>
      <span class="cut-tail">
        <MarkedStretch text={text.slice(at)} from={from - at} to={to - at} />
      </span>
    </>
  );
}

function MarkedStretch({ text, from, to }: Stretch & { readonly text: string }) {
  const [begin, end] = [Math.max(0, from), Math.min(text.length, to)];
  if (end <= begin) return <Isolated text={text} />;
  return (
    <>
      <Isolated text={text.slice(0, begin)} />
      <mark>
        <Isolated text={text.slice(begin, end)} />
      </mark>
      <Isolated text={text.slice(end)} />
    </>
  );
}

function stretchOf(text: string, words: string): Stretch {
  const from = words === '' ? -1 : text.toLowerCase().indexOf(words.toLowerCase());
  return from < 0 ? { from: 0, to: 0 } : { from, to: from + words.length };
}

/** A text with fewer characters before its tail is not cut in the middle. */
const leastHead = 8;
/** Matches the last part of a name, such as `.start` or `_end`. */
const lastPart = /[._][^._]{1,11}$/;
const lastCharacters = /.{8}$/su;

/** Index of the part of a text that stays in sight. */
function tailAt(text: string): number {
  const at = [lastPart, lastCharacters].map(each => text.search(each)).find(each => each >= 0) ?? 0;
  return at < leastHead ? text.length : at;
}
