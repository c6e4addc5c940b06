import type { CodeAnswer } from '../../protocol/code/codeApi';

/** What to do with places that the sources named. */
export type CodeChoice =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'open'; readonly answer: CodeAnswer }
  | { readonly kind: 'choose'; readonly answers: readonly CodeAnswer[] };

/** Jumps where one is beyond doubt, or where there is but one; else the user is to choose. */
export function chooseFrom(answers: readonly CodeAnswer[]): CodeChoice {
  const sure = answers.filter(({ doubt }) => doubt === undefined);
  const [only] = sure.length === 1 ? sure : answers.length === 1 ? answers : [];
  if (only) return { kind: 'open', answer: only };
  return answers.length === 0 ? { kind: 'nothing' } : { kind: 'choose', answers };
}
