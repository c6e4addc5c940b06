/** Decides what becomes of secrets on their way into a capture: they are masked, or kept on request. */
import { randomBytes } from 'node:crypto';
import type { StoredBody } from '../../capture/write/trafficWriter';
import type { BrokerSnapshot } from '../../core/amqp/brokerSnapshot';
import type { TraceRecord } from '../../core/amqp/traceRecord';
import { BoundedMap } from '../../core/base/boundedMap';
import type { JsonObject } from '../../core/base/json';
import type { ReadObject } from '../../core/oslo/json';
import type { OpaqueMessage } from '../../core/oslo/message';
import { maskedContent, maskedProblem } from '../../core/secrets/maskedProblem';
import { maskedSnapshot, RecordMasker } from '../../core/secrets/maskedRecord';
import { Masker } from '../../core/secrets/masking';

type StoredContent = Pick<StoredBody, 'format' | 'content'>;

const maxPropertyCharacters = 100_000;

export interface SecretPolicy {
  /**
   * Changes messages before anything is derived from them, so that labels and details contain no
   * secrets either; `undefined` where messages stay as they are.
   */
  readonly message: ((read: ReadObject) => ReadObject) | undefined;
  /** Changes the names of a record, not its body and properties. */
  record(record: TraceRecord): TraceRecord;
  snapshot(snapshot: BrokerSnapshot): BrokerSnapshot;
  text(text: string): string;
  /** @param text text of the body; `undefined` when it is none */
  problem(problem: OpaqueMessage, record: TraceRecord, text: string | undefined): OpaqueMessage;
  /** The stored body of a message that could not be decoded. */
  opaqueContent(
    problem: OpaqueMessage,
    record: TraceRecord,
    text: string | undefined,
  ): StoredContent;
  /** @returns JSON */
  properties(properties: TraceRecord['properties']): string;
}

export const keptSecrets: SecretPolicy = {
  message: undefined,
  record: record => record,
  snapshot: snapshot => snapshot,
  text: text => text,
  problem: problem => problem,
  opaqueContent: (_problem, { body }, text) =>
    text === undefined ? { format: 'bytes', content: body } : { format: 'text', content: text },
  properties: properties => JSON.stringify(properties),
};

/** Masks with a key of its own, which nobody keeps. */
export class MaskedSecrets implements SecretPolicy {
  private readonly masker = new Masker(randomBytes(16).toString('hex'));
  private readonly recordMasker = new RecordMasker(this.masker);
  /** Masked properties of messages as JSON, by the JSON before masking. */
  private readonly maskedProperties = new BoundedMap<string, string>(maxPropertyCharacters);

  readonly message = (read: ReadObject): ReadObject => this.masker.maskRead(read);

  record(record: TraceRecord): TraceRecord {
    return this.recordMasker.mask(record);
  }

  snapshot(snapshot: BrokerSnapshot): BrokerSnapshot {
    return maskedSnapshot(snapshot, this.masker);
  }

  text(text: string): string {
    return this.masker.maskText(text);
  }

  problem(problem: OpaqueMessage, record: TraceRecord, text: string | undefined): OpaqueMessage {
    return maskedProblem(problem, record, text, this.masker);
  }

  opaqueContent(
    problem: OpaqueMessage,
    record: TraceRecord,
    text: string | undefined,
  ): StoredContent {
    const content = maskedContent(problem, record, text, this.masker);
    return { format: content === undefined ? 'bytes' : 'text', content };
  }

  properties(properties: TraceRecord['properties']): string {
    const json = JSON.stringify(properties);
    // Most messages have the same properties, so that each text is masked once.
    let masked = this.maskedProperties.get(json);
    if (masked === undefined) {
      masked = JSON.stringify(this.masker.mask({ ...properties } as JsonObject));
      this.maskedProperties.set(json, masked, json.length);
    }
    return masked;
  }
}
