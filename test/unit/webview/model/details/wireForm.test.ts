import { expect, test } from 'vitest';
import type { MessageDetails } from '../../../../../src/protocol/spans';
import { wireForm } from '../../../../../webview/model/details/wireForm';
import { SampleEngine, sampleCapture } from '../../../../webview/sampleEngine';

const [sample] = new SampleEngine(sampleCapture()).spans.readSpan(1)?.messages ?? [];
const message = (fields: Partial<MessageDetails>) => ({ ...(sample as MessageDetails), ...fields });

test('an inner message is put back into its envelope as Python writes it', () => {
  const body = '{"a": "é\\n🙂"}';
  const { sentence, enveloped } = wireForm(message({ body, envelopeVersion: '2.0' }));
  expect(sentence).toBe('The string oslo.message of an envelope, oslo.version 2.0');
  expect(enveloped).toBe(
    String.raw`{"oslo.version": "2.0", "oslo.message": "{\"a\": \"\u00e9\\n\ud83d\ude42\"}"}`,
  );
  expect(JSON.parse(enveloped ?? '')).toEqual({ 'oslo.version': '2.0', 'oslo.message': body });
});

test.each<[Partial<MessageDetails>, string]>([
  [{ envelopeVersion: undefined }, 'JSON without an envelope'],
  [{ envelopeVersion: undefined, bodyFormat: 'text' }, 'Text without an envelope'],
  [{ bodyFormat: 'base64' }, 'Bytes that are not text: base64'],
  [
    { envelopeVersion: undefined, propertiesJson: '{"content_encoding":"gzip"}' },
    'JSON without an envelope, content encoding gzip',
  ],
  [{ envelopeVersion: undefined, propertiesJson: 'null' }, 'JSON without an envelope'],
  [{ envelopeVersion: undefined, propertiesJson: '{' }, 'JSON without an envelope'],
])('%j: %s', (fields, sentence) => {
  expect(wireForm(message(fields))).toEqual({ sentence, enveloped: undefined });
});

test('a body that is cut off gets no envelope, which would close too early', () => {
  expect(wireForm(message({ isBodyCut: true })).enveloped).toBeUndefined();
});
