import * as v from 'valibot';
import type { Memento } from 'vscode';
import { Disposable } from '../../core/base/disposable';
import type { Event } from '../../core/base/emitter';
import { Emitter } from '../../core/base/emitter';
import type { SavedFilter } from '../../protocol/hostApi';
import { maxFilterNameLength, namedFilterSchema } from '../../protocol/hostApi';
import type { FieldsOf } from '../../protocol/schemas';
import { absentOr } from '../../protocol/schemas';

/** A rule that notifies the user when a row appears that matches a filter. */
export interface AlertRule {
  readonly name: string;
  readonly filter: string;
  /** Name of the saved filter that the rule follows; `undefined` for a filter that was typed. */
  readonly scope: SavedFilter['scope'] | undefined;
  readonly isOn: boolean;
}

/** The part of the saved filters that rules need. */
export interface SavedFilters {
  readonly saved: readonly SavedFilter[];
  readonly onDidChange: Event<undefined>;
}

/** Identity of a rule: rules with equal keys are the same rule. */
export const keyOf = ({ name, filter, scope }: Omit<AlertRule, 'isOn'>): string =>
  JSON.stringify(scope === undefined ? [filter] : [scope, name]);

const stateKey = 'alertRules';
/** Upper limit of rules: the engine of each live capture keeps a list of rows for each rule. */
export const maxRules = 50;

/** The alerts of the workspace, kept in its state. */
export class AlertRules extends Disposable {
  private readonly changed = this.register(new Emitter<undefined>());
  /** Fires when {@link list} has changed. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly memento: Pick<Memento, 'get' | 'update'>,
    private readonly filters: SavedFilters,
  ) {
    super();
    this.register(filters.onDidChange(() => this.changed.fire(undefined)));
  }

  /** Lists the rules; a rule of a saved filter has that filter's current text. */
  list(): readonly AlertRule[] {
    const { saved } = this.filters;
    return readRules(this.memento.get<unknown>(stateKey)).map(rule => {
      const own = saved.find(({ name, scope }) => name === rule.name && scope === rule.scope);
      return own ? { ...rule, filter: own.filter } : rule;
    });
  }

  async replace(rules: readonly AlertRule[]): Promise<void> {
    await this.memento.update(stateKey, rules.slice(0, maxRules));
    this.changed.fire(undefined);
  }

  /** Turns the rule off without deleting it. */
  async mute(muted: AlertRule): Promise<void> {
    const isMuted = (rule: AlertRule) => keyOf(rule) === keyOf(muted);
    await this.replace(this.list().map(rule => (isMuted(rule) ? { ...rule, isOn: false } : rule)));
  }
}

const ruleSchema = v.object({
  ...namedFilterSchema.entries,
  scope: v.fallback(absentOr(v.picklist(['workspace', 'user'])), undefined),
  isOn: v.fallback(v.boolean(), false),
} satisfies FieldsOf<AlertRule>);

/** Skips malformed entries, which another version or a person may have written. */
function readRules(value: unknown): readonly AlertRule[] {
  if (!Array.isArray(value)) return [];
  const rules = new Map<string, AlertRule>();
  for (const entry of value.slice(0, maxRules) as readonly unknown[]) {
    const read = v.safeParse(ruleSchema, entry);
    if (read.success) rules.set(keyOf(read.output), read.output);
  }
  return [...rules.values()];
}

/** A rule without a saved filter is named by its filter text. */
export const typedRule = (filter: string): AlertRule => ({
  name: filter.slice(0, maxFilterNameLength),
  filter,
  scope: undefined,
  isOn: true,
});
