/**
 * Finds secrets in lines of configuration that have blanks where others have an operator: `rootpw x` of
 * kickstart, debconf's answers, switches and routers, HAProxy, tgt, Redis, SNMP's agent, Expect, a keyring
 * of Ceph, users of Swift, the data of Kubernetes' secrets.
 */
import { anyOf } from './anyOf';
import type { TextRange } from './quotedText';
import { endOfBareValue, isQuote, quotedValue } from './quotedText';
import { endOfWords } from './furtherWords';
import { indentedBlock } from './yamlBlock';

/** A line may be quoted, or follow the words of a log: `Error: rootpw x`. */
const lineBegin = String.raw`(?:^|[\r\n]|\\[nrt]|["']|:[ \t])[ \t]{0,64}`;
/** Digit or word that tells how a switch stores the secret. */
const encoding = String.raw`(?:(?:\d|ENC|(?:irreversible-)?cipher|clear|encrypted|hash|md5|plain(?:text)?|sha\d{0,3}|simple|text)\s{1,4})?`;
const password = String.raw`(?:password|secret)\s{1,4}${encoding}`;
/** Words of devices of all makers before a secret and the way in which it is stored: `key 7 x`, `password manager plaintext x`. */
const stored = String.raw`(?:pass(?:word|wd)?|secret|(?:set-|server-)?key|[\w-]{0,8}psk|authentication|community)\s{1,4}(?:(?:ascii|hex|manager|mode|read|string|text|write)\s{1,4}){0,2}(?:[05-9]|(?:irreversible-)?cipher|clear(?:text)?|encrypted|plain-?text)\s{1,4}`;
/** Matches before a word that ends its line. */
const endsLine = String.raw`(?=\S{4,128}[ \t]*(?:$|[\r\n]|\\[nr]))`;
const word = String.raw`\S{1,128}\s{1,4}`;

const directives = new RegExp(
  `${lineBegin}(?:${[
    String.raw`rootpw\s{1,4}(?:--\w{1,16}\s{1,4}){0,3}`,
    String.raw`(?:d-i|[\w.+-]{1,64})\s{1,4}[\w.+-]{1,64}\/[\w.+-]{1,64}\s{1,4}password\s{1,4}`,
    String.raw`(?:no\s{1,4})?(?:neighbor|peer)\s{1,4}${word}${password}`,
    String.raw`username\s{1,4}${word}(?:[\w-]{1,16}\s{1,4}[\w-]{1,32}\s{1,4})?${password}`,
    String.raw`enable\s{1,4}${password}`,
    String.raw`(?:isis\s{1,4}|area-|domain-|local-user\s{1,4}${word}|ppp\s{1,4}chap\s{1,4})password\s{1,4}${encoding}`,
    String.raw`super\s{1,4}password\s{1,4}(?:level\s{1,4}\d{1,2}\s{1,4})?${encoding}`,
    String.raw`set\s{1,4}(?:passwd|password|psksecret)\s{1,4}ENC\s{1,4}`,
    String.raw`snmp-server\s{1,4}host\s{1,4}${word}(?:(?:informs|traps)\s{1,4})?version\s{1,4}(?:1|2c)\s{1,4}`,
    String.raw`snmp-server\s{1,4}host\s{1,4}${word}(?:informs|traps)\s{1,4}(?!version\b)`,
    String.raw`snmp-agent\s{1,4}community\s{1,4}(?:read|write)\s{1,4}${encoding}`,
    String.raw`(?:vrrp|standby|ip\s{1,4}rip)\s{1,4}(?:\d{1,4}\s{1,4})?authentication\s{1,4}(?!mode\b|key-chain\b)(?:string\s{1,4}|md5\s{1,4}key-string\s{1,4})?${encoding}`,
    String.raw`(?:[\w.-]{1,40}\s{1,4}){0,5}${stored}${endsLine}`,
    String.raw`\d{1,5}\s{1,4}(?:md5|sha1)\s{1,4}${endsLine}`,
    String.raw`(?:auth)?trapcommunity\s{1,4}`,
    String.raw`pre-shared-key\s{1,4}address\s{1,4}${word}key\s{1,4}${encoding}`,
    String.raw`password\s{1,4}(?:root|admin|administrator|grub|superuser)\s{1,4}${endsLine}`,
    String.raw`set\s{1,4}(?:[\w-]{1,32}[:/])?password\s{1,4}(?!(?:and|as|by|for|in|is|of|on|to|via|with)\b)${endsLine}`,
    String.raw`user\s{1,4}${word}(?:insecure-)?password\s{1,4}`,
    String.raw`machine\s{1,4}${word}login\s{1,4}${word}password\s{1,4}`,
    String.raw`stats\s{1,4}auth\s{1,4}[^\s:]{1,64}:`,
    String.raw`(?:incoming|outgoing)user\s{1,4}${word}`,
    String.raw`snmp-server\s{1,4}community\s{1,4}|r[ow]community6?\s{1,4}`,
    String.raw`ip\s{1,4}ospf\s{1,4}(?:authentication-key\s{1,4}|message-digest-key\s{1,4}\d{1,3}\s{1,4}md5\s{1,4})${encoding}`,
    String.raw`(?:tacacs|radius)-server\s{1,4}(?:host\s{1,4}${word})?key\s{1,4}${encoding}`,
    String.raw`(?:auth_pass|requirepass|masterauth|bindpw|wpa-psk)\s{1,4}`,
    String.raw`sshpw\s{1,4}(?:--\S{1,64}\s{1,4}){0,3}(?!--)`,
    String.raw`password\s{1,4}[57]\s{1,4}(?=[0-9A-F]{4}|\$)`,
    String.raw`crypto\s{1,4}isakmp\s{1,4}key\s{1,4}${encoding}`,
    String.raw`(?:ikev[12]\s{1,4})?(?:(?:local|remote)-authentication\s{1,4})?pre-shared-key\s{1,4}${encoding}`,
    String.raw`ntp\s{1,4}authentication-key\s{1,4}\d{1,5}\s{1,4}md5\s{1,4}${encoding}`,
    String.raw`com2sec6?\s{1,4}(?:-Cn\s{1,4}${word})?${word}${word}`,
    String.raw`(?:trap2?|inform)sink\s{1,4}${word}`,
    String.raw`change\s{1,4}(?:vnc|spice)\s{1,4}password\s{1,4}`,
    String.raw`add_target_attribute\s{1,4}${word}(?:Incom|Outgo)ingUser\s{1,4}${word}`,
  ].join('|')})(?=\\S)`,
  'g',
);
const lastWords =
  'rootpw sshpw password passwd psk secret community6? auth authentication read write traps informs sha1 key md5 auth_pass requirepass masterauth bindpw wpa-psk sink com2sec6? ENC 2c (?:com|go)ing[uU]ser';
const mayHoldDirective = new RegExp(anyOf(lastWords.split(' ').map(last => String.raw`${last}\s`)));
/** Directives that stand within a line, or several of which do. */
const inner = new RegExp(
  [
    String.raw`key-string\s{1,4}${encoding}`,
    String.raw`pre-shared-key\s{1,4}(?:ascii-text|hexadecimal)\s{1,4}`,
    String.raw`(?:snmp-server|createUser)\s[^\n]{1,200}?\s(?:md5|MD5|sha[\d-]{0,4}|SHA[\d-]{0,4})\s{1,4}`,
    String.raw`\sDES\s{1,4}(?=\S{8})(?<=createUser\s[^\n]{1,200})`,
    String.raw`\s(?:priv\s{1,4}(?:3?des\d{0,3}|aes[\d-]{0,4}(?:\s{1,4}\d{3})?)|(?:DES|AES[\d-]{0,4})(?=\s{1,4}"))\s{1,4}`,
    String.raw`\smacsec\s[^\n]{1,200}?\skey\s{1,4}\w{1,32}\s{1,4}`,
    String.raw`\s(?:enc|auth|auth-trunc|aead)\s{1,4}["']?[\w()-]{3,40}["']?\s{1,4}(?=0x[0-9a-fA-F]{16})`,
    String.raw`crypt\s{1,4}(?:aes|capi|serpent|twofish)[^\s]{0,64}\s{1,4}(?=[0-9a-fA-F]{32})`,
    String.raw`\sauthentication\s{1,4}plain-text-password(?:-value)?\s{1,4}`,
    String.raw`\bset\s{1,4}snmp\s{1,4}community\s{1,4}`,
    String.raw`:\s{1,4}(?:EAP|XAUTH|NTLM)\s{1,4}(?=\\*["'])`,
    String.raw`[Ii]ncoming[Uu]ser\s{0,4}=\s{0,4}["']\S{1,64}\s{1,4}`,
    String.raw`(?:SETUSER|setuser|user)\s{1,4}\S{1,64}\s{1,4}(?:on|off)\s{1,4}>`,
    String.raw`\slogin=[A-Za-z][^\s:=]{0,63}:(?!\/\/)(?=\S)`,
    String.raw`\]:(?:25|465|587)\s{1,4}[^\s:]{1,128}:(?=\S)`,
    String.raw`auth\s{1,4}digest[:\s]\s{0,3}[\w.-]{1,64}:`,
    String.raw`(?:assword|assphrase)[^"\n]{0,16}\\*"(?:[\s;{]|\\n){1,8}send\s{1,4}(?=\\*")`,
    String.raw`\bsend\s{1,4}(?=\\*"[^"\n]{1,128}"\s{1,4}#\s{0,4}[Pp]ass)`,
  ].join('|'),
  'g',
);
/** Each text with one of those, or of those below, matches one of these two: one alone is far slower. */
const mayHoldSign =
  /-(?:(?<=key-)string|(?<=shared-)key|(?<=snmp-)server)|>(?<=\so(?:n|ff)\s{1,4}>)|=(?<=(?:login|auth_address\s{0,4}|cluster_\w{1,64}\s{0,4})=)|"(?<=send\s{1,4}\\*")|\]:(?:25|465|587)\s|\[client\.|\.(?:keyring|(?:reseller_)?admin\b)|:\s{1,4}(?:EAP|XAUTH|NTLM)\s|0x[0-9a-fA-F]{16}/;
const mayHoldWord =
  /User[\s=]|crypt (?:aes|capi|serpent|twofish)|plain-text-password|snmp community|Sec(?:ret|urity)|macsec|11_crypto|tempauth|auth digest|Private-key-format/;
/** Matches the `key` of a section: of Ceph's keyring, and of Swift as glance and container-sync know it. */
const sectionKey = /(?:^|[\s\\]|\\[nrt])key2?\s{0,4}=\s{0,4}(?=[^\s])/g;
const hasSectionKey = /\[client\.|\.keyring|auth_address|cluster_\w{1,64}\s{0,4}=/;
/** Matches the PIN of an HSM (`p11_crypto_plugin` of barbican). */
const hsmLogin = /(?:^|\s|\\n)login\s{0,4}=\s{0,4}(?=\S)/g;
/** Matches what lets a guest of AMD SEV be read, in libvirt's XML. */
const sevSession = /<(?:session|secret)>/g;
/** Matches a user of Swift's tempauth, whose password stands before its groups. */
const tempauthUser =
  /(?:^|\s|\\n)user(?:64)?_(?!domain|id|name|project)\w{1,128}\s{0,4}=\s{0,4}(?=\S)/g;
const groupedUser = new RegExp(
  String.raw`${tempauthUser.source}(?=\S{1,256}\s{1,4}\.(?:reseller_)?admin\b)`,
  'g',
);
/** Matches a private member of a file of BIND's with a key of DNSSEC. */
const zoneKey =
  /(?:^|\n|\\n)(?:Key|PrivateKey|PrivateExponent|Prime[12]|Exponent[12]|Coefficient):[ \t]{1,4}(?=\S)/g;
const kubernetesSecret = /(?:^|\n|\\n|:[ \t])\s{0,16}kind:\s{1,4}["']?Secret\b/;
const kubernetesData = /(?:^|\n|\\n)([ \t]{0,16}(?:data|stringData):)/g;

export function* directiveSecrets(text: string): Generator<TextRange> {
  if (mayHoldDirective.test(text)) yield* valuesAfter(directives, text);
  if (!mayHoldSign.test(text) && !mayHoldWord.test(text)) return;
  yield* valuesAfter(inner, text);
  if (hasSectionKey.test(text)) yield* valuesAfter(sectionKey, text);
  if (text.includes('Private-key-format')) yield* valuesAfter(zoneKey, text);
  if (text.includes('p11_crypto')) yield* valuesAfter(hsmLogin, text);
  yield* valuesAfter(text.includes('tempauth') ? tempauthUser : groupedUser, text);
  if (text.includes('launchSecurity')) {
    for (const { index, 0: all } of text.matchAll(sevSession)) {
      const end = text.indexOf('<', index + all.length);
      yield { start: index + all.length, end: end < 0 ? text.length : end };
    }
  }
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
    const quote = openQuote.exec(all)?.[1];
    const close = quote === undefined ? -1 : text.indexOf(quote, at);
    if (close >= 0) yield { start: at, end: close };
    else yield isQuote(text, at) ? quotedValue(text, at) : { start: at, end: bareEnd(text, at) };
  }
}

/** Matches a quote that opened before the value: `IncomingUser="user x"`. */
const openQuote = /=\s{0,4}(["'])[^"']{1,80}$/;

/** The end of a line may be escaped. */
function bareEnd(text: string, start: number): number {
  const end = endOfBareValue(text, start);
  const escaped = text.slice(start, end).search(/\\+[nrt]/);
  return escaped < 0 ? endOfWords(text, end, false) : start + escaped;
}
