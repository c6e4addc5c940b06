/**
 * Finds secrets in lines of configuration that have blanks where others have an operator: `rootpw x` of
 * kickstart, debconf's answers, switches and routers, HAProxy, tgt, Redis, a keyring of Ceph, the data of
 * Kubernetes' secrets.
 */
import type { TextRange } from './quotedText';
import { endOfBareValue, isQuote, quotedValue } from './quotedText';
import { indentedBlock } from './yamlBlock';

/** A line may be quoted, or follow the words of a log: `Error: rootpw x`. */
const lineBegin = String.raw`(?:^|[\r\n]|\\[nrt]|["']|:[ \t])[ \t]{0,64}`;
/** Digit or word that tells how a switch stores the secret. */
const encoding = String.raw`(?:(?:\d|encrypted|hash|plain|sha\d{0,3})\s{1,4})?`;
const password = String.raw`(?:password|secret)\s{1,4}${encoding}`;
const word = String.raw`\S{1,128}\s{1,4}`;

const directives = new RegExp(
  `${lineBegin}(?:${[
    String.raw`rootpw\s{1,4}(?:--\w{1,16}\s{1,4}){0,3}`,
    String.raw`(?:d-i|[\w.+-]{1,64})\s{1,4}[\w.+-]{1,64}\/[\w.+-]{1,64}\s{1,4}password\s{1,4}`,
    String.raw`(?:no\s{1,4})?(?:neighbor|peer)\s{1,4}${word}${password}`,
    String.raw`username\s{1,4}${word}(?:[\w-]{1,16}\s{1,4}\d{1,2}\s{1,4})?${password}`,
    String.raw`enable\s{1,4}${password}`,
    String.raw`user\s{1,4}${word}(?:insecure-)?password\s{1,4}`,
    String.raw`machine\s{1,4}${word}login\s{1,4}${word}password\s{1,4}`,
    String.raw`stats\s{1,4}auth\s{1,4}[^\s:]{1,64}:`,
    String.raw`(?:incoming|outgoing)user\s{1,4}${word}`,
    String.raw`snmp-server\s{1,4}community\s{1,4}|r[ow]community6?\s{1,4}`,
    String.raw`ip\s{1,4}ospf\s{1,4}(?:authentication-key\s{1,4}|message-digest-key\s{1,4}\d{1,3}\s{1,4}md5\s{1,4})${encoding}`,
    String.raw`(?:tacacs|radius)-server\s{1,4}(?:host\s{1,4}${word})?key\s{1,4}${encoding}`,
    String.raw`(?:auth_pass|requirepass|masterauth|bindpw|wpa-psk)\s{1,4}`,
  ].join('|')})(?=\\S)`,
  'g',
);
const mayHoldDirective =
  /rootpw|(?:password|secret|community6?|auth|key|md5|auth_pass|requirepass|masterauth|bindpw|wpa-psk)\s|(?:incom|outgo)inguser/;
const keyringKey = /(?:^|[\s\\])(?:\\[nt])?key\s{0,4}=\s{0,4}(?=[^\s])/g;
const kubernetesSecret = /(?:^|\n|\\n|:[ \t])\s{0,16}kind:\s{1,4}["']?Secret\b/;
const kubernetesData = /(?:^|\n|\\n)([ \t]{0,16}(?:data|stringData):)/g;

export function* directiveSecrets(text: string): Generator<TextRange> {
  if (mayHoldDirective.test(text)) yield* valuesAfter(directives, text);
  if (text.includes('[client.') || text.includes('.keyring')) yield* valuesAfter(keyringKey, text);
  if (text.includes('Secret') && kubernetesSecret.test(text)) {
    for (const { index, 0: all, 1: name = '' } of text.matchAll(kubernetesData)) {
      const from = index + all.length;
      const block = indentedBlock(text, from - name.trimStart().length, from);
      if (block) yield block;
    }
  }
}

function* valuesAfter(pattern: RegExp, text: string): Generator<TextRange> {
  for (const { index, 0: all } of text.matchAll(pattern)) {
    const at = index + all.length;
    yield isQuote(text, at) ? quotedValue(text, at) : { start: at, end: bareEnd(text, at) };
  }
}

/** The end of a line may be escaped. */
function bareEnd(text: string, start: number): number {
  const end = endOfBareValue(text, start);
  const escaped = text.slice(start, end).search(/\\+[nrt]/);
  return escaped < 0 ? end : start + escaped;
}
