import { commands as vscodeCommands, env, window } from 'vscode';
import type { BrokerRef } from '../../protocol/actions/arguments';
import type { Problem, Remedy } from '../errors';
import { withoutLinks } from '../plainText';
import { noteInStatusBar } from '../statusBarNote';

/** Shows a problem with its remedies as buttons, and carries out the chosen remedy. */
export async function showProblem(problem: Problem, broker?: BrokerRef): Promise<void> {
  const labels = problem.remedies.map(remedy => remedy.label);
  const chosen = await window.showErrorMessage(withoutLinks(problem.sentence), ...labels);
  const remedy = problem.remedies.find(each => each.label === chosen);
  if (remedy) await apply(remedy, broker);
}

async function apply(remedy: Remedy, broker: BrokerRef | undefined): Promise<void> {
  if ('command' in remedy) await vscodeCommands.executeCommand(remedy.command, broker);
  else if ('copy' in remedy) await copyWithNotice(remedy.copy);
  else await vscodeCommands.executeCommand('workbench.action.openSettings', remedy.setting);
}

export async function copyWithNotice(text: string): Promise<void> {
  await env.clipboard.writeText(text);
  noteInStatusBar(`Copied: ${text}`);
}
