/** Multi-step questions with VS Code's quick inputs. Escape cancels all; Back goes one step back. */
import type { QuickInput, QuickPickItem } from 'vscode';
import { CancellationError, QuickInputButtons, window } from 'vscode';

export const back = Symbol('back');
type Back = typeof back;

/** Title and number of a step, as the input shows them. */
export interface Position {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

export interface Step<Draft> {
  /** @returns true when the draft lacks the value that this step asks for */
  isNeeded(draft: Draft): boolean;
  /** @returns the draft with the answer */
  ask(draft: Draft, position: Position): Promise<Draft | Back>;
}

/** @throws {CancellationError} when the user cancels */
export async function runSteps<Draft>(
  title: string,
  steps: readonly Step<Draft>[],
  start: Draft,
): Promise<Draft> {
  const answered: { index: number; draft: Draft }[] = [];
  let draft = start;
  let index = 0;
  for (let step = steps[index]; step; step = steps[index]) {
    if (!step.isNeeded(draft)) {
      index++;
      continue;
    }
    const left = steps.slice(index).filter(each => each.isNeeded(draft)).length;
    const position = { title, step: answered.length + 1, totalSteps: answered.length + left };
    const answer = await step.ask(draft, position);
    const before = answer === back ? answered.pop() : undefined;
    if (before) ({ index, draft } = before);
    else if (answer !== back) {
      answered.push({ index, draft });
      draft = answer;
      index++;
    }
  }
  return draft;
}

export interface TextQuestion {
  readonly prompt: string;
  readonly value?: string;
  readonly placeholder?: string;
  readonly isPassword?: boolean;
  /** @returns a sentence that says what is wrong with the text, or `undefined` when it is valid */
  readonly validate?: (text: string) => string | undefined;
}

/** @throws {CancellationError} when the user cancels */
export function askText(question: TextQuestion, position: Position): Promise<string | Back> {
  const box = window.createInputBox();
  box.prompt = question.prompt;
  box.value = question.value ?? '';
  box.placeholder = question.placeholder ?? '';
  box.password = question.isPassword ?? false;
  box.onDidChangeValue(() => (box.validationMessage = undefined));
  return ask<string>(box, position, accept => {
    box.onDidAccept(() => {
      const problem = question.validate?.(box.value);
      if (problem === undefined) accept(box.value);
      else box.validationMessage = problem;
    });
  });
}

export interface Choice<T> extends QuickPickItem {
  readonly value: T;
}

/** @throws {CancellationError} when the user cancels */
export function askChoice<T>(
  placeholder: string,
  choices: readonly Choice<T>[],
  position: Position,
): Promise<T | Back> {
  const pick = window.createQuickPick<Choice<T>>();
  pick.items = choices;
  pick.placeholder = placeholder;
  return ask<T>(pick, position, accept => {
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen) accept(chosen.value);
    });
  });
}

type AnyQuickInput = QuickInput & {
  buttons: readonly unknown[];
  onDidTriggerButton: ReturnType<typeof window.createInputBox>['onDidTriggerButton'];
};

function ask<T>(
  input: AnyQuickInput,
  { title, step, totalSteps }: Position,
  listen: (accept: (answer: T) => void) => void,
): Promise<T | Back> {
  input.title = title;
  input.step = step;
  input.totalSteps = totalSteps;
  // The input stays open while the user copies the address from another window.
  input.ignoreFocusOut = true;
  input.buttons = step > 1 ? [QuickInputButtons.Back] : [];
  return new Promise<T | Back>((resolve, reject) => {
    input.onDidTriggerButton(() => resolve(back));
    input.onDidHide(() => reject(new CancellationError()));
    listen(resolve);
    input.show();
  }).finally(() => input.dispose());
}
