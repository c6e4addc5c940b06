/**
 * Reconstructs how a message was on the wire. The capture keeps the inner message, taken out of its
 * envelope.
 */
import { isJsonObject } from '../../../src/core/base/json';
import type { MessageDetails } from '../../../src/protocol/spans';
import { parseJson } from './spanContent';

export interface WireForm {
  /** Describes the wrapping of the body. */
  readonly sentence: string;
  /**
   * The body within its envelope; `undefined` when there was no envelope, or the body is cut off
   * here.
   */
  readonly enveloped: string | undefined;
}

export function wireForm(message: MessageDetails): WireForm {
  const { body, bodyFormat, envelopeVersion, isBodyCut } = message;
  const encoding = encodingOf(message);
  const compressed = encoding === undefined ? '' : `, content encoding ${encoding}`;
  if (bodyFormat === 'base64') {
    return { sentence: `Bytes that are not text${compressed}: base64`, enveloped: undefined };
  }
  if (envelopeVersion === undefined) {
    const what = bodyFormat === 'json' ? 'JSON' : 'Text';
    return { sentence: `${what} without an envelope${compressed}`, enveloped: undefined };
  }
  return {
    sentence: `The string oslo.message of an envelope, oslo.version ${envelopeVersion}${compressed}`,
    enveloped: isBodyCut ? undefined : envelopeOf(envelopeVersion, body),
  };
}

/** Writes an envelope as `oslo_messaging/_drivers/common.py` and Python's `json.dumps` write it. */
const envelopeOf = (version: string, body: string): string =>
  `{"oslo.version": ${asciiJson(version)}, "oslo.message": ${asciiJson(body)}}`;

const asciiJson = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

function encodingOf({ propertiesJson }: MessageDetails): string | undefined {
  const properties = parseJson(propertiesJson);
  const encoding = isJsonObject(properties) ? properties['content_encoding'] : undefined;
  return typeof encoding === 'string' && encoding !== '' && encoding !== 'utf-8'
    ? encoding
    : undefined;
}
