import type { CodePlace, CodeUse } from '../../../../src/protocol/code/codeApi';
import type { MessageDetails } from '../../../../src/protocol/spans';
import type { CodeUsageKind } from '../../../../src/protocol/code/codeUsage';
import type { CaptureSession } from '../../../../src/host/captures/captureSession';

/** A kind of calls of `attach_volume`. */
export const callKind = (changes: Partial<CodeUsageKind> = {}): CodeUsageKind => ({
  subject: {
    type: 'request',
    call: {
      exchange: 'nova',
      topic: 'compute',
      isFanout: false,
      namespace: undefined,
      version: '6.1',
      method: 'attach_volume',
      objectName: undefined,
      objectMethod: undefined,
      senders: ['nova-api'],
      receivers: ['nova-compute'],
    },
  },
  label: 'attach_volume',
  count: 12,
  failureCount: 0,
  p95Micros: 180_000,
  lastAtMicros: 1_000_000,
  lastSpanId: 7,
  ...changes,
});

export const objectKind = (label = 'Instance.save'): CodeUsageKind => {
  const kind = callKind({ label });
  if (kind.subject.type !== 'request') throw new Error('a call is a request');
  const [objectName, objectMethod] = label.split('.');
  const call = { ...kind.subject.call, method: 'object_action', objectName, objectMethod };
  return { ...kind, subject: { type: 'request', call } };
};

export const notificationKind = (changes: Partial<CodeUsageKind> = {}): CodeUsageKind => ({
  ...callKind(),
  subject: {
    type: 'notification',
    notification: {
      exchange: 'nova',
      eventType: 'compute.instance.create.end',
      topic: 'notifications',
      priority: 'INFO',
      service: 'compute',
      isVersioned: false,
      senders: ['nova-compute'],
    },
  },
  label: 'compute.instance.create.end',
  p95Micros: undefined,
  ...changes,
});

export const use = (
  kind: number,
  changes: Partial<CodeUse> = {},
  place: Partial<CodePlace> = {},
): CodeUse => ({
  kind,
  role: 'handles',
  params: ['volume_id', 'instance'],
  doubt: undefined,
  ...changes,
  place: {
    file: '/nova/compute/manager.py',
    folder: '/nova',
    path: 'compute/manager.py',
    class: 'ComputeManager',
    qualifiedName: 'ComputeManager.attach_volume',
    line: 10,
    defLine: 10,
    bodyLine: 12,
    ...place,
  },
});

export const session = (path: string): CaptureSession => ({ path }) as unknown as CaptureSession;

export const message = (
  kind: MessageDetails['kind'],
  inner: unknown,
  changes: Partial<MessageDetails> = {},
): MessageDetails => ({
  messageId: 1,
  kind,
  publishedAtMicros: 0,
  isReadLater: false,
  toldAtMicros: undefined,
  exchange: 'nova',
  routingKeys: [],
  routedQueues: undefined,
  vhost: '/',
  node: '',
  user: '',
  connection: undefined,
  publishCount: 1,
  deliveries: [],
  propertiesJson: '{}',
  envelopeVersion: '2.0',
  body: typeof inner === 'string' ? inner : JSON.stringify(inner),
  bodyFormat: 'json',
  bodyBytes: 0,
  isBodyCut: false,
  opaqueReason: undefined,
  ...changes,
});
