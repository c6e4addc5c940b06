import { Emitter } from '../../../../src/core/base/emitter';
import type { CaptureSession } from '../../../../src/host/captures/captureSession';
import type { EngineApi, EngineEvent } from '../../../../src/protocol/engineApi';
import { remoteApis } from '../../../../src/protocol/rpc';
import type { CaptureStatus } from '../../../../src/protocol/status';

/** A capture that records its queries. */
export class FakeCapture {
  readonly announced = new Emitter<EngineEvent>();
  readonly asked: (readonly [method: string, ...unknown[]])[] = [];
  answers: Record<string, (...args: never[]) => unknown> = {};
  status: Partial<CaptureStatus> = { recordCount: 0, messageCount: 0 };
  readonly session: CaptureSession;

  constructor(path: string) {
    const status = () => this.status;
    this.session = {
      path,
      get status() {
        return status();
      },
      onDidAnnounce: this.announced.event,
      onDidRestart: new Emitter<undefined>().event,
      api: remoteApis<EngineApi>(async ({ method, args }) => {
        this.asked.push([method, ...args]);
        await Promise.resolve();
        const answer = this.answers[method];
        if (!answer) throw new Error(`${method} is not answered`);
        return Reflect.apply(answer, undefined, args) as unknown;
      }),
    } as unknown as CaptureSession;
  }

  /** Announces that more records were received. */
  grow(recordCount: number): void {
    this.status = { ...this.status, recordCount };
    this.announced.fire({ type: 'statusChanged', status: this.status as CaptureStatus });
  }
}

export class FakeCaptures {
  private readonly changed = new Emitter<undefined>();
  readonly onDidChange = this.changed.event;
  open: readonly FakeCapture[];

  constructor(...open: readonly FakeCapture[]) {
    this.open = open;
  }

  list(): readonly CaptureSession[] {
    return this.open.map(({ session }) => session);
  }

  has(capturePath: string): boolean {
    return this.open.some(({ session }) => session.path === capturePath);
  }

  become(...open: readonly FakeCapture[]): void {
    this.open = open;
    this.changed.fire(undefined);
  }
}
