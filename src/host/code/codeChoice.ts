import type { CodeAnswer } from '../../protocol/code/codeApi';

/** Action to take on a list of possible places. */
export type CodeChoice =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'open'; readonly answer: CodeAnswer }
  | { readonly kind: 'choose'; readonly answers: readonly CodeAnswer[] };

/**
 * Chooses to open the only answer without a doubt, or the only answer; otherwise lets the user
 * choose.
 */
export function chooseFrom(answers: readonly CodeAnswer[]): CodeChoice {
  const sure = answers.filter(({ doubt }) => doubt === undefined);
  const [only] = sure.length === 1 ? sure : answers.length === 1 ? answers : [];
  if (only) return { kind: 'open', answer: only };
  return answers.length === 0 ? { kind: 'nothing' } : { kind: 'choose', answers };
}
