/**
 * Finds the secrets that programs get at their input: `echo x | passwd --stdin`, `sudo -S <<< x`, and the
 * `Stdin: 'x'` of a command that failed.
 */
import type { TextRange } from './quotedText';
import { endOfBareValue, endOfLine, escapedQuote, isQuote, quotedValue } from './quotedText';
import { isSecretName } from './secretNames';

/** Matches a program, or an option of one, that asks for a password. */
const asking = String.raw`(?:(?<![\w/.-])(?:\w{0,16}passwd|passwd\w{0,2}|cryptsetup|kinit|kadmin|su|ssh-add|realm|adcli|zfs\s{1,4}load-key|(?:docker|podman)\s{1,4}secret\s{1,4}create|secret-tool|systemd-creds)\b|sudo\s[^\n|]{0,60}?-[a-zA-Z]{0,6}S\b|--?(?:\w{1,16}-)?stdin\b|-(?:-key-file|-keyfile|-passphrase-file|-password-file|d)[=\s]{1,2}-(?=[\s"']|$)|--passphrase-fd\s|stdin:|pass:stdin|grub2?-mkpasswd-pbkdf2)`;
/** Matches text that a shell writes into such a program. */
const piped = new RegExp(
  String.raw`\b(?:echo|printf|yes)\s{1,4}(?:-[neE]{1,3}\s{1,4}){0,3}((${escapedQuote})(?:(?!\2)[^|]){1,256}?\2|[^|\n]{1,256}?)\s{0,4}\|[^\n|]{0,80}?${asking}`,
  'dg',
);
const hereString = new RegExp(String.raw`${asking}[^\n<|]{0,80}<<<\s{0,4}`, 'g');
/** Matches up to the text that a shell reads into a variable: `read -r PASSWORD <<< x`. */
const variable = /\bread\s{1,4}(?:-\w{1,4}\s{1,4}){0,4}(\w{1,64})\s{0,4}<<<\s{0,4}(?=\S)/g;
/** Matches text that a shell writes into a file, and the file. */
const redirected = new RegExp(
  String.raw`\b(?:echo|printf)\s{1,4}(?:-[neE]{1,3}\s{1,4}){0,3}((${escapedQuote})(?:(?!\2)[^|>]){1,256}?\2|[^|>\n;&]{1,256}?)\s{0,4}>{1,2}\s{0,4}["']?([\w./~-]{1,256})`,
  'dg',
);
const lineEnd = String.raw`(?:\r?\n|\\{1,8}n)`;
/** Matches a line that goes on with a document, and the document: `passwd root <<EOF`, `cat <<EOF | chpasswd`. */
const hereDocument = new RegExp(
  String.raw`([^\n]{0,160}?<<-?\s{0,4}(["']?)(\w{1,32})\2[^\n]{0,120}?)${lineEnd}([^]{1,2000}?)${lineEnd}\s{0,16}\3\b`,
  'dg',
);
const asks = new RegExp(asking);
/** Matches the name of an input that is written beside its value (`process_input` of oslo.concurrency). */
const input = /(?<![\w.‹-])(?:[Ss]tdin|STDIN|process_input)["']?\s{0,2}[:=]\s{0,4}[bu]?(?=\S)/g;
/** Matches what a shell writes into a file that an option of a secret's name reads: `--key-file <(echo x)`. */
const substituted =
  /(?:key|pass|psk|pwd|secret|token)[\w-]{0,20}[\s=]{1,4}<\(\s?(?:echo|printf)\s{1,4}(?:-[neE]{1,3}\s{1,4}){0,3}([^)\n]{1,256})\)/dg;
const noInput = /^(?:None|null|PIPE|True|False|open|closed|subprocess|-|<)/;
/** Matches a command that makes or prints a secret. */
const printing =
  /\b(?:get-key|get-or-create-key|print-key|get-secret|pwgen|mkpasswd|genkey|genpsk|hash_password|openssl\s{1,4}rand|secrets?\s{1,4}get|get\s{1,4}secrets?|secret-get-value|get_cookie|join-token|certificate-key|whoami\s{1,4}-t|kv\s{1,4}get|private-key)\b/;
/** Matches a command that prints a file or a setting. */
const showing = /(?:^|[\s/])(?:cat|crudini|get|head|hiera|more|show|tail|--get)\s/;
/** Length of a command and its output in which a secret is looked for, in characters. */
const maxCommand = 1_000;

export function* inputSecrets(text: string): Generator<TextRange> {
  if (text.includes('|')) {
    for (const { indices } of text.matchAll(piped)) {
      if (indices?.[1]) yield written(text, ...indices[1]);
    }
  }
  if (text.includes('<<')) {
    for (const { index, 0: all } of text.matchAll(hereString))
      yield afterUser(text, wordAt(text, index + all.length));
    for (const { index, 0: all, 1: name = '' } of text.matchAll(variable)) {
      if (isSecretName(name)) yield wordAt(text, index + all.length);
    }
    for (const { indices, 1: line = '' } of text.matchAll(hereDocument)) {
      const [start, end] = indices?.[4] ?? [];
      if (start !== undefined && end !== undefined && asks.test(line))
        yield afterUser(text, { start, end });
    }
  }
  if (text.includes('<(')) {
    for (const { indices } of text.matchAll(substituted)) {
      if (indices?.[1]) yield written(text, ...indices[1]);
    }
  }
  if (text.includes('>')) {
    for (const { indices, 3: file = '' } of text.matchAll(redirected)) {
      const name = file.slice(file.lastIndexOf('/') + 1).replace(/\.(?:conf|env|txt)$/, '');
      if (indices?.[1] && isSecretName(name)) yield written(text, ...indices[1]);
    }
  }
  for (const { index, 0: all } of text.matchAll(input)) {
    const at = index + all.length;
    if (isQuote(text, at)) yield afterUser(text, quotedValue(text, at));
    else if (!noInput.test(text.slice(at, at + 12)))
      yield afterUser(text, { start: at, end: endOfLine(text, at) });
  }
  if (text.includes('Stdout:')) yield* printedSecrets(text);
}

/** Finds the output of commands that make or print a secret, as oslo.concurrency tells both. */
function* printedSecrets(text: string): Generator<TextRange> {
  for (const { index } of text.matchAll(/Command:/g)) {
    const told = text.slice(index, index + maxCommand);
    const output = /Stdout:\s{1,4}[bu]?(?=\S)/.exec(told);
    if (!output) continue;
    const end = endOfLine(told, 0);
    if (!printsSecret(told.slice('Command:'.length, Math.min(end, output.index)))) continue;
    const at = index + output.index + output[0].length;
    yield isQuote(text, at) ? quotedValue(text, at) : { start: at, end: endOfLine(text, at) };
  }
}

/** The name of a secret, or that of its file, may be an argument of a command that prints what it names. */
const printsSecret = (command: string): boolean =>
  printing.test(command) ||
  (showing.test(command) &&
    command.split(/[\s"',]+/).some(word => {
      const name = word.slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf(':')) + 1);
      return !word.startsWith('-') && name !== 'passwd' && isSecretName(name.replace(/^\./, ''));
    }));

const wordAt = (text: string, at: number): TextRange =>
  isQuote(text, at) ? quotedValue(text, at) : { start: at, end: endOfBareValue(text, at) };

/** The arguments of `echo`, or those of `printf` after its format. */
function written(text: string, from: number, end: number): TextRange {
  const format = /^\\*["']?%[^\s"']{1,32}\\*["']?\s{1,4}/.exec(text.slice(from, end))?.[0] ?? '';
  const start = from + format.length;
  const value = isQuote(text, start) ? quotedValue(text, start) : undefined;
  const isWhole = value && end - value.end <= 8 && !/\w/.test(text.slice(value.end, end));
  return afterUser(text, isWhole ? value : { start, end });
}

/** A line for `chpasswd` names the user before the password. */
function afterUser(text: string, { start, end }: TextRange): TextRange {
  const value = text.slice(start, end);
  const user = /^[\w.-]{1,64}:(?=[^\s:])/.exec(value)?.[0] ?? '';
  return { start: /\n|\\n./.test(value) ? start : start + user.length, end };
}
