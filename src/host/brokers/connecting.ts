import { CancellationError, window } from 'vscode';
import { connectionOf } from './connectionOf';
import type { BrokerTap } from '../../core/amqp/brokerTap';
import type { BrokerDraft, BrokerProfile } from './profile';
import { failureSubjectOf } from './profile';
import type { Restorer, TracingJournals } from './tracingJournals';
import type { BrokerRef } from '../../protocol/actions/arguments';
import { captureLimits } from '../settings';
import type { BrokerDependencies } from './brokerCommands';
import { askPasswords, completed } from './brokerForm';
import { askCapturePath } from '../captures/askCapturePath';
import { pickBroker, pickConnected } from './pickBroker';
import { managementSubjectOf, probeBroker } from './probeBroker';
import { BrokerError } from '../actions/registry';
import { showDiagram } from '../diagrams/showDiagram';
import { askTracing } from './tracingConsent';

export interface ConnectDependencies extends BrokerDependencies {
  readonly journals: TracingJournals;
  readonly restorer: Restorer;
}

export class Connecting {
  /** Ids of profiles that are connecting: a second click must not start a second recording. */
  private readonly underway = new Set<string>();

  constructor(private readonly dependencies: ConnectDependencies) {}

  async connect(ref: BrokerRef | undefined): Promise<void> {
    const { profiles, connections } = this.dependencies;
    const profile = await pickBroker(profiles, ref);
    const running = connections.get(profile.id);
    if (running?.session.isLive) {
      const { session } = running;
      if (session.status?.source.state === 'waitingToRetry') await session.api.source.resume();
      await showDiagram(session.path);
      return;
    }
    await this.once(profile.id, () => this.connectAnew(profile));
  }

  /** Reconnects, and records without a limit to a file that the user chooses. */
  async record(ref: BrokerRef | undefined): Promise<void> {
    const profile = await pickBroker(this.dependencies.profiles, ref);
    const file = await askCapturePath('Start Recording', profile.name);
    await this.once(profile.id, () => this.connectAnew(profile, { file }));
  }

  /** Reconnects, and reads a queue, stream or exchanges instead of the firehose. */
  async tap(profile: BrokerProfile, tap: BrokerTap): Promise<void> {
    await this.once(profile.id, () => this.connectAnew(profile, { tap }));
  }

  private async connectAnew(profile: BrokerProfile, wanted: Wanted = {}): Promise<void> {
    await this.dependencies.connections.disconnect(profile.id);
    const draft = await this.withPassword(profile);
    const { journals, restorer } = this.dependencies;
    await journals.restoreAbandoned(restorer, profile.id);
    // Such a tap needs other permissions than the firehose; it reports itself which are missing.
    const isOther = wanted.tap !== undefined;
    const { management } = isOther ? withoutProbe : await this.probe(draft);
    const turnOn = isOther ? false : await askTracing(draft, management, 'Connect Without Tracing');
    await this.start(draft, turnOn, wanted);
  }

  /** Reconnects with tracing on, because the engine that records also restores the switch. */
  async enableTracing(ref: BrokerRef | undefined): Promise<void> {
    const { profiles, connections } = this.dependencies;
    const profile = await pickConnected(profiles, connections, ref);
    await this.once(profile.id, async () => this.switchOn(await this.withPassword(profile)));
  }

  private async switchOn(draft: BrokerDraft): Promise<void> {
    const { management } = await this.probe(draft);
    if (management.kind === 'failed') {
      throw new BrokerError({ profileId: draft.id }, management, managementSubjectOf(draft));
    }
    if (management.kind === 'none') {
      await askTracing(draft, withoutRights, 'Close');
      return;
    }
    if (management.tracing === 'on') {
      void window.showInformationMessage('Tracing is on already.');
      return;
    }
    if (await askTracing(draft, management, 'Leave Off')) await this.start(draft, true);
  }

  private async once(profileId: string, run: () => Promise<void>): Promise<void> {
    if (this.underway.has(profileId)) return;
    this.underway.add(profileId);
    try {
      await run();
    } finally {
      this.underway.delete(profileId);
    }
  }

  /** @throws {CancellationError} when the user does not enter the password */
  async withPassword(profile: BrokerProfile): Promise<BrokerDraft> {
    const stored = await this.dependencies.profiles.readDraft(profile.id);
    if (stored) return stored;
    const draft = completed(await askPasswords(profile));
    await this.dependencies.profiles.save(draft);
    return draft;
  }

  private async probe(draft: BrokerDraft) {
    const result = await probeBroker(this.dependencies.questions, draft);
    if (result.amqpFailure) {
      const cause = { failure: result.amqpFailure };
      throw new BrokerError({ profileId: draft.id }, cause, failureSubjectOf(draft));
    }
    return result;
  }

  private async start(
    draft: BrokerDraft,
    turnTracingOn: boolean,
    { file, tap }: Wanted = {},
  ): Promise<void> {
    // The broker was removed during the test; its connection could never be ended again.
    if (!this.dependencies.profiles.get(draft.id)) throw new CancellationError();
    const connection = await this.dependencies.connections.connect(draft, {
      broker: connectionOf(draft),
      limits: file === undefined ? captureLimits() : undefined,
      ...(file !== undefined && { path: file }),
      ...(tap && { tap }),
      tracingJournal: turnTracingOn
        ? await this.dependencies.journals.newPath(draft.id)
        : undefined,
    });
    await showDiagram(connection.session.path);
  }
}

/** Source and target of a recording. Default: the firehose, into storage. */
interface Wanted {
  readonly file?: string | undefined;
  readonly tap?: BrokerTap;
}

const withoutProbe = { management: { kind: 'none' } } as const;

/** The answer that the management API gives to a user without its tags. */
const withoutRights = {
  kind: 'ok',
  tracing: 'off',
  canSwitchTracing: false,
  canNameConnections: false,
} as const;
