/** Texts of alerts, and the actions behind their buttons. */
import { window } from 'vscode';
import type { Guard } from '../actions/registry';
import { printable } from '../../core/base/printable';
import { plural } from '../../core/text/amounts';
import { showDiagram } from '../diagrams/showDiagram';
import { runAction } from '../actions/runAction';
import type { DiagramEditors } from '../diagrams/diagramEditors';
import type { Log } from '../log';
import { describeError } from '../log';
import { withoutLinks } from '../plainText';
import type { AlertNotice } from './alertNotices';
import type { AlertListener } from './alerts';
import type { AlertRule, AlertRules } from './alertRules';

export interface AlertMessageDependencies {
  readonly rules: Pick<AlertRules, 'mute'>;
  readonly diagrams: Pick<DiagramEditors, 'show'>;
  /** Runs the action behind a button, and shows its failure. */
  readonly guard: Guard;
  readonly log: Pick<Log, 'warn'>;
}

/** Shows alerts as notifications. */
export const alertMessages = (dependencies: AlertMessageDependencies): AlertListener => ({
  matched: notice => void dependencies.guard('alert', () => showNotice(notice, dependencies)),
  isBroken: (rule, sentence) => void dependencies.guard('alert', () => showBroken(rule, sentence)),
  failed: error => dependencies.log.warn(`an alert cannot be watched: ${describeError(error)}`),
});

/** Resolves when the user has pressed a button or closed the notification. */
async function showNotice(
  notice: AlertNotice,
  { rules, diagrams }: AlertMessageDependencies,
): Promise<void> {
  const show = 'Show';
  const mute = 'Mute Alert';
  const chosen = await window.showInformationMessage(noticeWords(notice), show, mute);
  if (chosen === mute) await rules.mute(notice.rule);
  const [place] = notice.places;
  if (chosen !== show || !place) return;
  const { capturePath, firstMessageId } = place;
  await showDiagram(capturePath);
  diagrams.show(
    {
      type: 'setFilterText',
      text: notice.rule.filter,
      ...(firstMessageId === undefined ? {} : { messageId: firstMessageId }),
    },
    { capturePath },
  );
}

/** `3 rows match "failed builds" in lab`. */
export function noticeWords({ rule, count, places }: AlertNotice): string {
  const where = places.map(({ captureName }) => plain(captureName)).join(', ');
  const matches = plural(count, 'row matches', 'rows match');
  return `${matches} "${plain(rule.name)}" in ${where}`;
}

async function showBroken(rule: AlertRule, sentence: string): Promise<void> {
  const edit = 'Edit Alerts…';
  const said = `The alert "${plain(rule.name)}" cannot work: ${plain(sentence)}`;
  if ((await window.showWarningMessage(said, edit)) === edit) {
    await runAction('alertWhen');
  }
}

/** Makes names harmless: filters may come from a shared setting, captures from anybody. */
const plain = (text: string): string => withoutLinks(printable(text, 100));
