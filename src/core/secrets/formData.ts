/** Finds secrets in parts of `multipart/form-data` (RFC 7578), whose name stands in a header of the part. */
import type { TextRange } from './quotedText';
import { escapedLineEnd } from './quotedText';
import { isSecretName } from './secretNames';

/** Matches from the kind of a part to its value, behind the empty line that ends its headers. */
const part = new RegExp(
  String.raw`form-data;[^\r\n\\]{0,256}?\bname=\\*"([^"\\\r\n]{1,128})\\*"[^\r\n\\]{0,256}(?:\\*"[^\r\n\\]{0,256}){0,4}(?:${escapedLineEnd}[\w-]{1,64}:[^\r\n\\]{0,256}){0,8}${escapedLineEnd}{2}`,
  'g',
);
const boundary = new RegExp(`${escapedLineEnd}--`, 'g');

export function* formSecrets(text: string): Generator<TextRange> {
  if (!text.includes('form-data;')) return;
  part.lastIndex = 0;
  for (let found = part.exec(text); found; found = part.exec(text)) {
    if (!isSecretName(found[1] ?? '')) continue;
    const start = part.lastIndex;
    boundary.lastIndex = start;
    const end = boundary.exec(text)?.index ?? text.length;
    yield { start, end };
    part.lastIndex = end;
  }
}
