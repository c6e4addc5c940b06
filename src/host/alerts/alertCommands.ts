import { window } from 'vscode';
import type { DiagramStates } from '../captures/diagramStates';
import type { HostHandlers } from '../../protocol/actions/actions';
import type { DiagramEditors } from '../diagrams/diagramEditors';
import { maxFilterLength } from '../../core/filter/parse';
import { plural } from '../../core/text/amounts';
import { noteInStatusBar } from '../statusBarNote';
import { alertChoices, pickAlerts } from './alertPick';
import type { AlertRule, AlertRules, SavedFilters } from './alertRules';
import { keyOf, typedRule } from './alertRules';

export interface AlertDependencies {
  readonly rules: AlertRules;
  readonly filters: SavedFilters;
  readonly diagrams: Pick<DiagramEditors, 'active'>;
  readonly states: Pick<DiagramStates, 'filterOf'>;
  /** @returns a sentence that says what is wrong with the filter, or `undefined` when it is valid */
  readonly problemOf: (filter: string) => string | undefined;
}

export const alertCommands = (dependencies: AlertDependencies) =>
  ({ alertWhen: () => editAlerts(dependencies) }) satisfies Partial<HostHandlers>;

async function editAlerts(dependencies: AlertDependencies): Promise<void> {
  const { rules, filters, diagrams, states, problemOf } = dependencies;
  const { active } = diagrams;
  const typed = active ? states.filterOf(active.path) : '';
  // A half-typed filter does not parse and is not offered.
  const current = problemOf(typed) === undefined ? typed : '';
  const choices = alertChoices(rules.list(), filters.saved, current);
  // An empty list would only delay the question for a filter.
  const chosen =
    choices.length === 0 ? { rules: [], wantsAnother: true } : await pickAlerts(choices);
  if (!chosen) return;
  const another = chosen.wantsAnother ? await askFilter(dependencies) : undefined;
  await rules.replace(another === undefined ? chosen.rules : withTyped(another, chosen.rules));
  noteInStatusBar(alertsWords(rules.list().filter(({ isOn }) => isOn).length));
}

const withTyped = (filter: string, rules: readonly AlertRule[]): readonly AlertRule[] => {
  const rule = typedRule(filter);
  return [rule, ...rules.filter(each => keyOf(each) !== keyOf(rule))];
};

const alertsWords = (onCount: number): string =>
  onCount === 0 ? 'No alert is on' : `${plural(onCount, 'alert is', 'alerts are')} on`;

/** @returns `undefined` when the user cancels; the choices made before stay in force */
async function askFilter({ problemOf }: AlertDependencies): Promise<string | undefined> {
  const filter = await window.showInputBox({
    title: 'Alert When a Row Matches',
    prompt: 'A filter, written as in the filter box',
    placeHolder: 'status:failed method:build_*',
    validateInput: text => {
      if (text.trim() === '') return 'It must not be empty.';
      if (text.length > maxFilterLength) {
        return `It must not be longer than ${maxFilterLength} characters.`;
      }
      return problemOf(text);
    },
  });
  return filter?.trim();
}
