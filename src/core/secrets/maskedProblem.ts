/**
 * Says what is kept of a body that could not be decoded: its masked text where it is text, and a
 * description where nobody can tell which of its bytes are a secret.
 */
import type { TraceRecord } from '../amqp/traceRecord';
import { isEncodedText, kindOfBytes } from './bodyKind';
import type { Masker } from './masking';
import { isSecretName } from './secretNames';
import type { OpaqueMessage } from '../oslo/message';

/** The used part of the platform's `TextDecoder`. */
declare const TextDecoder: new (encoding: 'utf-8') => { decode(bytes: Uint8Array): string };

/** @param text text of the body; `undefined` when it is none */
export function maskedProblem(
  problem: OpaqueMessage,
  record: TraceRecord,
  text: string | undefined,
  masker: Masker,
): OpaqueMessage {
  const { reason, method } = problem;
  const detail = masker.maskText(problem.detail);
  const isKept = reason === 'empty' || readableText(problem, record, text) !== undefined;
  return {
    ...problem,
    method: method === undefined ? undefined : masker.maskText(method),
    detail: isKept ? detail : `${detail}; ${description(record.body, masker)}`,
  };
}

/** @returns `undefined` when the body is not kept */
export function maskedContent(
  problem: OpaqueMessage,
  record: TraceRecord,
  text: string | undefined,
  masker: Masker,
): string | undefined {
  const readable = readableText(problem, record, text);
  if (readable === undefined) return undefined;
  if (isBare.test(readable)) {
    const { queue, exchange, routingKeys } = record;
    const secret = [queue ?? '', exchange, ...routingKeys].find(isSecretName);
    const masked = secret === undefined ? undefined : masker.mask({ [secret]: readable })[secret];
    if (typeof masked === 'string') return masked;
  }
  return problem.reason === 'truncated' ? masker.maskCutText(readable) : masker.maskText(readable);
}

/** Matches a body of one word, which is the secret itself when a queue has such a name. */
const isBare = /^"?[^\s"{}[\]=<>]{1,512}"?$/;

function readableText(
  { reason }: OpaqueMessage,
  { body, properties }: TraceRecord,
  text: string | undefined,
): string | undefined {
  if (reason === 'empty') return '';
  const isCompressed = properties.headers?.['compression'] !== undefined;
  const readable =
    text ?? (reason === 'truncated' && !isCompressed ? lastCharacterOff(body) : undefined);
  return readable === undefined || isEncodedText(readable) ? undefined : readable;
}

/** Text whose last character was cut off inside. */
const lastCharacterOff = (body: Uint8Array): string =>
  new TextDecoder('utf-8').decode(body).replace(/\ufffd{1,3}$/, '');

const description = (body: Uint8Array, masker: Masker): string =>
  `${kindOfBytes(body)}, ${body.byteLength} bytes, digest ${masker.digestOf(body)}; not stored, because it cannot be searched for secrets`;
