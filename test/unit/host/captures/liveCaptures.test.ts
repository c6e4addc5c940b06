import { expect, test } from 'vitest';
import type { SourceState } from '../../../../src/core/amqp/sourceState';
import { Emitter } from '../../../../src/core/base/emitter';
import type { CaptureSession } from '../../../../src/host/captures/captureSession';
import { LiveCaptures } from '../../../../src/host/captures/liveCaptures';
import { status } from '../../../webview/sampleRows';

const stored: SourceState = { state: 'stored' };

function session(path: string, source: SourceState) {
  const changed = new Emitter<undefined>();
  const fields = { path, status: status({ source }), onDidChange: changed.event };
  return {
    session: fields as Partial<CaptureSession> as CaptureSession,
    become(now: SourceState) {
      fields.status = status({ source: now });
      changed.fire(undefined);
    },
  };
}

function opened() {
  const [connected, changed] = [new Emitter<undefined>(), new Emitter<undefined>()];
  const connections: { profileId: string; session: CaptureSession }[] = [];
  const sessions: CaptureSession[] = [];
  const live = new LiveCaptures(
    { list: () => connections, onDidChange: connected.event },
    { list: () => sessions, onDidChange: changed.event },
  );
  let news = 0;
  live.onDidChange(() => news++);
  return {
    live,
    newsCount: () => news,
    listed: () => live.list().map(({ session: { path }, profileId }) => [path, profileId]),
    open: (each: CaptureSession) => {
      sessions.push(each);
      changed.fire(undefined);
    },
    close: (each: CaptureSession) => {
      sessions.splice(sessions.indexOf(each), 1);
      changed.fire(undefined);
    },
    connect: (profileId: string, each: CaptureSession) => {
      connections.push({ profileId, session: each });
      connected.fire(undefined);
    },
  };
}

test('connections are live in any state of their source; a capture of a file is not', () => {
  const { open, connect, listed } = opened();
  const broker = session('/broker', { state: 'stopped' }).session;
  open(broker);
  open(session('/file', stored).session);
  expect(listed()).toEqual([]);
  connect('lab', broker);
  expect(listed()).toEqual([['/broker', 'lab']]);
});

test('a log is live once it is followed', () => {
  const { open, listed, newsCount } = opened();
  const log = session('/log', { state: 'importing', bytesRead: 1, bytesTotal: 2 });
  open(log.session);
  expect(listed()).toEqual([]);
  const before = newsCount();
  log.become({ state: 'following', bytesRead: 2 });
  expect(newsCount()).toBe(before + 1);
  expect(listed()).toEqual([['/log', undefined]]);
});

test('a closed capture is no longer listened to', () => {
  const { open, close, newsCount } = opened();
  const log = session('/log', { state: 'following', bytesRead: 2 });
  open(log.session);
  close(log.session);
  const before = newsCount();
  log.become(stored);
  expect(newsCount()).toBe(before);
});
