import { CancellationError, window } from 'vscode';
import type { ManagementProbe } from '../../core/amqp/probeResult';
import type { BrokerDraft } from './profile';
import { traceOnCommand } from '../../core/amqp/shellCommands';
import { copyWithNotice } from '../actions/showProblem';

/**
 * Asks for consent to turn tracing on, when it is off. Tracing is never switched without consent.
 *
 * @returns true to turn tracing on while connected
 * @throws {CancellationError} when the user cancels
 */
export async function askTracing(
  draft: BrokerDraft,
  management: ManagementProbe,
  decline: string,
): Promise<boolean> {
  if (management.kind !== 'ok' || management.tracing !== 'off') return false;
  return management.canSwitchTracing
    ? await askConsent(draft, decline)
    : await offerCommand(draft, decline);
}

async function askConsent(draft: BrokerDraft, decline: string): Promise<boolean> {
  const turnOn = 'Turn On Tracing';
  const chosen = await window.showInformationMessage(
    `Tracing is off on vhost "${draft.vhost}" of "${draft.name}".`,
    {
      modal: true,
      detail:
        'RPC Scope sees messages only while tracing is on: the broker then copies every message of the vhost, which costs it some work. It is turned off again when you disconnect, when the window closes, and, after a crash, when it next opens.',
    },
    turnOn,
    decline,
  );
  if (chosen === undefined) throw new CancellationError();
  return chosen === turnOn;
}

async function offerCommand(draft: BrokerDraft, decline: string): Promise<false> {
  const command = traceOnCommand(draft.vhost);
  const copy = 'Copy Command';
  const chosen = await window.showInformationMessage(
    `Tracing is off on vhost "${draft.vhost}", and the user may not turn it on.`,
    {
      modal: true,
      detail: `An administrator can turn it on in a shell on the broker:\n\n${command}`,
    },
    copy,
    decline,
  );
  if (chosen === undefined) throw new CancellationError();
  if (chosen === copy) await copyWithNotice(command);
  return false;
}
