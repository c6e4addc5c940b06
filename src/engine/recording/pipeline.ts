/**
 * Converts trace records to rows of a capture: decode, correlate, mask, write.
 *
 * A delivery repeats its publish's body byte for byte. The last bodies are cached, so that each one
 * is decoded, masked and stored once; comparing texts takes a fraction of the time of decoding.
 */
import { hash } from 'node:crypto';
import type { BrokerSnapshot } from '../../core/amqp/brokerSnapshot';
import type { Gap } from '../../core/amqp/gap';
import type { TraceRecord } from '../../core/amqp/traceRecord';
import { Correlator } from '../../core/pairing/correlator';
import type { Message } from '../../core/pairing/entities';
import { Participants } from '../../core/processes/participants';
import { bodyText, decodeText } from '../../core/oslo/decode';
import type { DecodedMessage } from '../../core/oslo/message';
import { decompress } from '../../adapters/files/decompress';
import type { CaptureMeta } from '../../capture/tables/meta';
import type { CaptureWriter, WrittenBatch } from '../../capture/write/captureWriter';
import type { StoredBody } from '../../capture/write/trafficWriter';
import { RecentBodies } from './recentBodies';
import type { SecretPolicy } from './secretPolicy';
import { keptSecrets, MaskedSecrets } from './secretPolicy';

export interface PipelineOptions {
  readonly keepSecrets: boolean;
}

export interface PipelineCounts {
  recordCount: number;
  readLaterCount: number;
  opaqueCount: number;
  firstAtMicros: number | undefined;
  lastAtMicros: number | undefined;
}

export class Pipeline {
  readonly counts: PipelineCounts = {
    recordCount: 0,
    readLaterCount: 0,
    opaqueCount: 0,
    firstAtMicros: undefined,
    lastAtMicros: undefined,
  };
  private readonly correlator: Correlator;
  private readonly secrets: SecretPolicy;
  private readonly recent = new RecentBodies();

  constructor(
    private readonly writer: CaptureWriter,
    private readonly participants: Participants,
    options: PipelineOptions,
  ) {
    this.correlator = new Correlator(participants, writer);
    this.secrets = options.keepSecrets ? keptSecrets : new MaskedSecrets();
  }

  addRecord(received: TraceRecord): void {
    const { counts, secrets } = this;
    const record = secrets.record(received);
    const at = record.receivedAtMicros;
    counts.recordCount++;
    if (record.isReadLater) counts.readLaterCount++;
    if (counts.firstAtMicros === undefined || at < counts.firstAtMicros) counts.firstAtMicros = at;
    if (counts.lastAtMicros === undefined || at > counts.lastAtMicros) counts.lastAtMicros = at;

    const body = bodyText(record.body, record.properties, decompress);
    const text = 'text' in body ? body.text : undefined;
    const known = text !== undefined && record.kind === 'deliver' && this.recent.get(text);
    if (known) {
      this.correlator.addRecordTo(known, record);
      return;
    }
    const found =
      'text' in body
        ? decodeText(body.text, record.exchange, record.routingKeys, secrets.message)
        : body;
    const decoded = found.kind === 'opaque' ? secrets.problem(found, record, text) : found;
    const hasId = decoded.uniqueId !== undefined;
    const contentKey = hasId ? '' : hash('sha1', record.body, 'base64');
    const { message, isNew } = this.correlator.addRecord(record, decoded, contentKey);
    if (text !== undefined && hasId) this.recent.set(text, message);
    if (!isNew) return;
    if (decoded.kind === 'opaque') counts.opaqueCount++;
    this.writer.addBody(this.stored(message, record, decoded, text));
  }

  get hasNameless(): boolean {
    return this.participants.hasNameless;
  }

  learn(snapshot: BrokerSnapshot): void {
    this.participants.learn(this.secrets.snapshot(snapshot));
  }

  /** Masks a text that is stored with the capture, unless secrets are kept. */
  maskedText(text: string): string {
    return this.secrets.text(text);
  }

  noteGap(gap: Gap): void {
    this.correlator.noteGap(gap);
    this.writer.addGap(gap);
  }

  /** Notes a time for which the recorder's process did not run. */
  noteStandstill(sinceMicros: number, untilMicros: number): void {
    this.correlator.noteStandstill(sinceMicros, untilMicros);
  }

  /** Settles spans that have timed out. */
  advance(nowMicros: number): void {
    this.correlator.advance(nowMicros);
  }

  /** Settles all remaining spans at the end of the input. */
  finish(): void {
    this.correlator.finish(this.counts.lastAtMicros ?? 0);
  }

  flush(meta: CaptureMeta): WrittenBatch {
    return this.writer.flush(meta);
  }

  private stored(
    message: Message,
    record: TraceRecord,
    decoded: DecodedMessage,
    text: string | undefined,
  ): StoredBody {
    return {
      messageId: message.id,
      ...this.content(record, decoded, text),
      envelopeVersion: 'envelopeVersion' in decoded ? decoded.envelopeVersion : undefined,
      opaqueReason: decoded.kind === 'opaque' ? decoded.detail : undefined,
      propertiesJson: this.secrets.properties(record.properties),
      routingKeys: record.routingKeys,
      routedQueues: record.routedQueues,
      vhost: record.vhost,
      node: record.node,
      user: record.user,
    };
  }

  private content(
    record: TraceRecord,
    decoded: DecodedMessage,
    text: string | undefined,
  ): Pick<StoredBody, 'format' | 'content'> {
    return decoded.kind === 'opaque'
      ? this.secrets.opaqueContent(decoded, record, text)
      : { format: 'json', content: decoded.innerJson };
  }
}
