import { commands as vscodeCommands, env } from 'vscode';
import type { OfferedAction } from '../../protocol/hostApi';
import type { Connections } from '../brokers/connections';
import type { ProfileStore } from '../brokers/profileStore';
import type { CaptureSession } from '../captures/captureSession';
import type { CaptureStorage } from '../captures/captureStorage';
import { clearRows, toggleRecords } from '../captures/liveCommands';
import { actions } from '../../protocol/actions/actions';
import { runAction } from '../actions/runAction';
import type { BodyDocuments } from './bodyDocuments';
import type { DiagramCode, DiagramFilters, DiagramLooks, DiagramSurroundings } from './diagramHost';
import type { MessageDocuments } from './messageDocuments';

/** Connects diagrams with the rest of the host: brokers through commands, VS Code's clipboard. */
export class Surroundings implements DiagramSurroundings {
  constructor(
    private readonly profiles: ProfileStore,
    private readonly connections: Connections,
    private readonly storage: CaptureStorage,
    private readonly bodies: BodyDocuments,
    private readonly messages: MessageDocuments,
    private readonly exportOf: DiagramSurroundings['chooseAndExport'],
    readonly code: DiagramCode,
    readonly filters: DiagramFilters,
    readonly looks: DiagramLooks,
  ) {}

  reconnectTo(capturePath: string): string | undefined {
    const profileId = this.storage.profileIdOf(capturePath);
    if (profileId === undefined || this.connections.get(profileId)) return undefined;
    return this.profiles.get(profileId)?.name;
  }

  async runAction(action: OfferedAction, session: CaptureSession): Promise<void> {
    if (action === 'reopen') return session.reopen();
    if (action === 'clear') return clearRows(session);
    if (action === 'toggleRecords') return toggleRecords(session);
    const connection = this.connections.list().find(each => each.session === session);
    const profileId = connection?.profileId ?? this.storage.profileIdOf(session.path);
    await vscodeCommands.executeCommand(
      actions[action].id,
      profileId === undefined ? undefined : { profileId },
    );
  }

  async copyText(text: string): Promise<void> {
    await env.clipboard.writeText(text);
  }

  async editBookmark(session: CaptureSession, messageId: number): Promise<void> {
    await runAction('editBookmark', {
      capturePath: session.path,
      messageId,
    });
  }

  async chooseAndExport(
    ...args: Parameters<DiagramSurroundings['chooseAndExport']>
  ): Promise<void> {
    await this.exportOf(...args);
  }

  async openBody(session: CaptureSession, messageId: number): Promise<void> {
    await this.bodies.open(session, messageId);
  }

  async openJson(session: CaptureSession, messageId: number): Promise<void> {
    await this.messages.open(session, messageId);
  }

  async compare(session: CaptureSession, messageId: number, otherId?: number): Promise<void> {
    await this.messages.compare(session, messageId, otherId);
  }
}
