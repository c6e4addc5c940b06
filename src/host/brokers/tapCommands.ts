/** Commands that read a queue, stream or exchanges, and that create and delete trace streams. */
import { window } from 'vscode';
import type { TapTargets } from '../../core/amqp/brokerTap';
import { connectionOf } from './connectionOf';
import type { BrokerDraft } from './profile';
import { failureSubjectOf } from './profile';
import type { BrokerRef } from '../../protocol/actions/arguments';
import type { ConnectDependencies, Connecting } from './connecting';
import { askTap, askTapKind, askTapText, pickQueue, queueNameProblem } from './tapQuestions';
import { pickBroker } from './pickBroker';
import type { HostHandlers } from '../../protocol/actions/actions';
import { BrokerError } from '../actions/registry';

export function tapCommands(dependencies: ConnectDependencies, connecting: Connecting) {
  const taps = new Taps(dependencies, connecting);
  return {
    tapBroker: ref => taps.tap(ref),
    createStream: ref => taps.createStream(ref),
    deleteStream: ref => taps.deleteStream(ref),
  } satisfies Partial<HostHandlers>;
}

class Taps {
  constructor(
    private readonly dependencies: ConnectDependencies,
    private readonly connecting: Connecting,
  ) {}

  async tap(ref: BrokerRef | undefined): Promise<void> {
    const profile = await pickBroker(this.dependencies.profiles, ref);
    const draft = await this.connecting.withPassword(profile);
    const kind = await askTapKind(profile.name);
    const targets = await this.targets(draft);
    await this.connecting.tap(profile, await askTap(kind, targets));
  }

  async createStream(ref: BrokerRef | undefined): Promise<void> {
    const profile = await pickBroker(this.dependencies.profiles, ref);
    const draft = await this.connecting.withPassword(profile);
    const title = 'Create Trace Stream';
    const name = await askTapText(title, 'Name of the stream', 'rpcscope-trace', queueNameProblem);
    const size = await askTapText(title, 'Maximum size in GB', '1', text =>
      Number(text) > 0 ? undefined : 'Enter a number of gigabytes, such as 0.5 or 10.',
    );
    const maxAge = await askTapText(title, 'Maximum age of a message', '7D', text =>
      /^\d+[YMDhms]$/u.test(text) ? undefined : 'Enter a number followed by Y, M, D, h, m or s.',
    );
    const maxBytes = Math.round(Number(size) * 1024 ** 3);
    await this.asking(draft, () =>
      this.dependencies.questions.createTraceStream(connectionOf(draft), {
        name,
        maxBytes,
        maxAge,
      }),
    );
    void window.showInformationMessage(
      `The stream "${name}" keeps what is traced from now on, until you delete it.`,
    );
  }

  async deleteStream(ref: BrokerRef | undefined): Promise<void> {
    const profile = await pickBroker(this.dependencies.profiles, ref);
    const draft = await this.connecting.withPassword(profile);
    const targets = await this.targets(draft);
    const name = await pickQueue(
      'Delete Trace Stream',
      targets?.queues.filter(({ isStream }) => isStream),
    );
    const confirm = 'Delete';
    const chosen = await window.showWarningMessage(
      `Delete the stream "${name}" with all that it holds?`,
      { modal: true },
      confirm,
    );
    if (chosen !== confirm) return;
    await this.asking(draft, () =>
      this.dependencies.questions.deleteTraceStream(connectionOf(draft), name),
    );
  }

  /** @returns what the management API lists, or `undefined` when the user must type names */
  private async targets(draft: BrokerDraft): Promise<TapTargets | undefined> {
    if (draft.managementUrl === undefined) return undefined;
    return await this.dependencies.questions.tapTargets(connectionOf(draft)).catch(() => undefined);
  }

  private async asking(draft: BrokerDraft, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      throw new BrokerError({ profileId: draft.id }, error, failureSubjectOf(draft));
    }
  }
}
