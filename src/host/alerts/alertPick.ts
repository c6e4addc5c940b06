/** The list of alerts; a checked rule is on. */
import type { QuickPickItem } from 'vscode';
import { QuickPickItemKind, ThemeIcon, window } from 'vscode';
import { Disposable } from '../../core/base/disposable';
import type { SavedFilter } from '../../protocol/hostApi';
import { plainLabel } from '../plainText';
import type { AlertRule } from './alertRules';
import { keyOf, typedRule } from './alertRules';

/** A rule, or a filter that becomes a rule when the user checks it. */
export interface AlertChoice {
  readonly rule: AlertRule;
  /** The rule exists already, whether on or off. */
  readonly isKnown: boolean;
}

export interface ChosenAlerts {
  readonly rules: readonly AlertRule[];
  /** The user asked for a rule on another filter. */
  readonly wantsAnother: boolean;
}

/**
 * Existing alerts come first, then filters that may become one: the diagram's filter, which is
 * checked because the user is looking at it, and the saved filters.
 */
export function alertChoices(
  rules: readonly AlertRule[],
  saved: readonly SavedFilter[],
  current: string,
): readonly AlertChoice[] {
  const known = rules.map(rule => ({ rule, isKnown: true }));
  const isListed = (choices: readonly AlertChoice[], rule: AlertRule) =>
    choices.some(each => keyOf(each.rule) === keyOf(rule));
  const others = saved
    .map(filter => ({ rule: { ...filter, isOn: false }, isKnown: false }))
    .filter(({ rule }) => !isListed(known, rule));
  const text = current.trim();
  const isNamed = [...known, ...others].some(({ rule }) => rule.filter === text);
  if (text === '' || isNamed) return [...known, ...others];
  return [...known, { rule: typedRule(text), isKnown: false }, ...others];
}

/** The rules that are left when the user accepts the list. */
export const chosenRules = (
  choices: readonly AlertChoice[],
  isChecked: (choice: AlertChoice) => boolean,
): readonly AlertRule[] =>
  choices.flatMap(choice => {
    const isOn = isChecked(choice);
    return isOn || choice.isKnown ? [{ ...choice.rule, isOn }] : [];
  });

interface AlertItem extends QuickPickItem {
  readonly choice?: AlertChoice;
}

/** @returns `undefined` when the user cancels */
export function pickAlerts(choices: readonly AlertChoice[]): Promise<ChosenAlerts | undefined> {
  return new Promise(resolve => new AlertPick(choices, resolve));
}

class AlertPick extends Disposable {
  private readonly pick = this.register(window.createQuickPick<AlertItem>());
  private choices: readonly AlertChoice[];

  constructor(
    choices: readonly AlertChoice[],
    private readonly done: (chosen: ChosenAlerts | undefined) => void,
  ) {
    super();
    this.choices = choices;
    const { pick } = this;
    pick.title = 'Alert When a Row Matches';
    pick.placeholder = 'Checked alerts notify you of new rows in live captures';
    pick.canSelectMany = true;
    pick.matchOnDetail = true;
    pick.buttons = [anotherButton];
    this.register(pick.onDidAccept(() => this.end(false)));
    this.register(pick.onDidTriggerButton(() => this.end(true)));
    this.register(
      pick.onDidTriggerItemButton(({ item }) => {
        const isChecked = this.checked();
        this.choices = this.choices.filter(each => each !== item.choice);
        this.list(isChecked);
      }),
    );
    this.register(
      pick.onDidHide(() => {
        this.dispose();
        this.done(undefined);
      }),
    );
    this.list(({ rule }) => rule.isOn);
    pick.show();
  }

  private end(wantsAnother: boolean): void {
    const rules = chosenRules(this.choices, this.checked());
    this.dispose();
    this.done({ rules, wantsAnother });
  }

  private checked(): (choice: AlertChoice) => boolean {
    const chosen = new Set(this.pick.selectedItems.map(item => item.choice));
    return choice => chosen.has(choice);
  }

  private list(isChecked: (choice: AlertChoice) => boolean): void {
    const part = (title: string, isKnown: boolean): readonly AlertItem[] => {
      const items = this.choices.filter(each => each.isKnown === isKnown).map(alertItem);
      const head = { label: title, kind: QuickPickItemKind.Separator };
      return items.length === 0 ? [] : [head, ...items];
    };
    const items = [...part('Alerts', true), ...part('Filters', false)];
    this.pick.items = items;
    this.pick.selectedItems = items.filter(({ choice }) => choice && isChecked(choice));
  }
}

const anotherButton = { iconPath: new ThemeIcon('add'), tooltip: 'Alert on Another Filter…' };
const deleteButton = { iconPath: new ThemeIcon('trash'), tooltip: 'Delete Alert' };

const alertItem = (choice: AlertChoice): AlertItem => {
  const { rule, isKnown } = choice;
  const isNamed = rule.scope !== undefined;
  return {
    label: plainLabel(rule.name),
    detail: isNamed ? plainLabel(rule.filter) : '',
    description: isNamed || isKnown ? '' : 'filter of the diagram',
    buttons: isKnown ? [deleteButton] : [],
    choice,
  };
};
