/** Finds the secrets that commands get as arguments of options without a telling name: `mysql -pabc`. */
import { anyOf } from './anyOf';
import { inputSecrets } from './commandInput';
import { looksChosen } from './looksChosen';
import { passwordCommands } from './passwordCommands';
import type { TextRange } from './quotedText';
import { endOfBareValue, isQuote, quotedValue } from './quotedText';

const programs = passwordCommands.map(each => each.programs).join('|');
const anyProgram = new RegExp(`^(?:${programs})$`);
const program = new RegExp(
  String.raw`(?<![\w.-])(?:${anyOf(programs.split('|'))})(?=\s|["'],)`,
  'g',
);
const withOption = passwordCommands.map(({ programs: names, option }) => ({
  name: new RegExp(`^(?:${names})$`),
  option,
}));

/** Sources of regular expressions (flag `i`), of which one matches in each text with an option or a pipe. */
const optionSigns: readonly string[] = [
  String.raw`[\s"']--?[a-z]`,
  String.raw`\s\/(?:p|pass|rp)[:\s]`,
  String.raw`\|\s{0,4}\S`,
  '<<',
  String.raw`<\(`,
  String.raw`>\s{0,4}["']?[\w./~-]{0,200}(?:pass|pwd|secret|token|key|cred)`,
];
/**
 * Sources of regular expressions (flag `i`), of which one matches in each text with a command that takes
 * its password other than by an option.
 */
const nameSigns: readonly string[] = [
  ...['net use', 'rabbitmqctl', 'ipmitool', 'nmcli', 'redis-cli', 'mysqladmin', 'secret-set-value'],
  ...['openssl passwd', 'securestring', 'vault ', 'etcdctl', 'config-key', 'samba-tool', 'rtstool'],
  ...['db2 ', 'stdin', 'process_input', 'stdout: ', 'sqlplus', 'expdp', 'impdp', 'wpa_passphrase'],
  ...['pdnsutil', 'mc alias', 'mc config', 'rclone', 'racadm', 'virsh', 'secret store', 'tempurl'],
  ...['hdparm ', 'smcipmi', 'smbpasswd', 'mkpasswd ', String.raw`user(?:name)?=[\w.@-]{1,64}%`],
  ...['user-create', 'user create', 'ac-user-create', 'token revoke', 'credential create'],
];
export const commandSigns: readonly string[] = [...optionSigns, ...nameSigns];
const mayHoldOption = new RegExp(anyOf(optionSigns), 'i');
const mayHoldName = new RegExp(anyOf(nameSigns), 'i');
/**
 * Matches the options of a user and its password, whatever the program is; `-p` may also be a port or
 * priority.
 */
const userAndPassword =
  /(?:^|[\s"'])(?:-[ul]\s{0,4}|--?user(?:name)?[\s=]{1,4})(?<!\b(?:cp|id|journalctl|ls|lsof|mkdir|ps|rsync|ss|ssh|sudo|useradd)(?:\s\S{1,40}){0,3}\s-[ul]\s{0,4})[^\s-]\S{0,63}\s{1,4}(?:-\w\s{1,4}[^\s-]\S{0,63}\s{1,4})?-p\s{0,4}(?=[^\s-])(?=\S{0,64}[A-Za-z])(?![\d.:-]{1,40}\/(?:tcp|udp))(?!(?:emerg|alert|crit|err|warning|notice|info|debug|tcp|udp)(?!\S))|(?:^|[\s"'])(?:-U\s{0,4}[^\s-]\S{0,63}\s{1,4}-P|-D\s{1,4}["']?\w{1,16}=[^"'\n]{1,200}?["']?\s{1,4}-w)\s{0,4}(?=[^\s-])/g;
/** Matches an option with a user and its password: `--auth user:x`, `--bmc user:x@host`. */
const userColonPassword =
  /\s--?(?:auth|basic-auth|login|userpass|account)[\s=]{1,4}["']?[A-Za-z][\w.@\\-]{0,63}:(?=[^\s:/])|\s--?[a-z][\w-]{1,20}[\s=]{1,2}["']?[A-Za-z][\w.-]{0,63}:(?=[^\s:@/"']{3,128}@[\w.-]+(?:["'\s]|$))/g;
/** Matches the option of a key, of whatever program, whose value looks random and is no file. */
const keyOption =
  /\s--key(?:=|\s{1,4})["']?(?=[^\s"'/]{0,64}\d)(?=[^\s"'/]{0,64}[A-Za-z])(?![^\s"']{0,200}\.\w{2,4}["']?(?:\s|$))(?=[^\s"'/]{8})/g;
/**
 * Matches options that mean a password, or a user and a password, in most programs, up to a value that is judged:
 * `tool -p x`, `ctr pull -u user:x`.
 */
const judgedOption =
  /(?:^|[\s"'])(?:(?:-[pPwW]|-pw|-pass(?:in|out)?)(?:[\s=]{1,4}|["'],\s{0,4})|-[pP](?=[A-Za-z]{0,16}\d|\S{0,16}[A-Z]))["']?(?:pass:)?(?=[^\s-])|(?:^|[\s"'])(?:-u|-U|--user|--creds|--[a-z]{2,12}-creds)(?:[\s=]{1,4}|["'],\s{0,4})["']?[A-Za-z][\w.@\\-]{0,63}:(?=[^\s:])/g;
/** Matches a user and a password in the options of a mount of CIFS. */
const mountOption = /\buser(?:name)?=[\w.\\@-]{1,64}%(?![0-9A-Fa-f]{2})([^\s,"']{1,256})/dg;
const secureString = /ConvertTo-SecureString\s{1,4}(?:-String\s{1,4})?(?=["'])/gi;
const maxLine = 600;

export function* commandSecrets(text: string): Generator<TextRange> {
  if (!mayHoldOption.test(text) && !mayHoldName.test(text)) return;
  yield* inputSecrets(text);
  for (const pattern of [userAndPassword, userColonPassword, keyOption]) {
    for (const { index, 0: all } of text.matchAll(pattern)) {
      yield argumentAt(text, index + all.length);
    }
  }
  for (const { index, 0: all } of text.matchAll(judgedOption)) {
    const value = argumentAt(text, index + all.length);
    if (looksChosen(text.slice(value.start, value.end))) yield value;
  }
  for (const { indices } of text.matchAll(mountOption)) {
    const [start = 0, end = 0] = indices?.[1] ?? [];
    yield { start, end };
  }
  for (const { index, 0: all } of text.matchAll(secureString)) {
    yield quotedValue(text, index + all.length);
  }
  let done = 0;
  for (const { index, 0: name } of text.matchAll(program)) {
    if (index < done) continue;
    const from = index + name.length;
    const line = /^[^\n;|]*/.exec(text.slice(from, from + maxLine))?.[0] ?? '';
    done = from + line.length;
    // A list of arguments, as Python and JSON write it, is read as their line.
    const words = isQuote(text, from) ? line.replace(/["',]/g, ' ') : line;
    for (const at of valuesIn(name, words)) yield argumentAt(text, from + at);
  }
}

/** Matches a quote that opened before a part of an argument: `'user:x'`. */
const openQuote = /[\s=](["'])[^\s"']{0,80}$/;

function argumentAt(text: string, start: number): TextRange {
  if (isQuote(text, start)) return quotedValue(text, start);
  const quote = openQuote.exec(text.slice(Math.max(0, start - 82), start))?.[1];
  const end = quote === undefined ? -1 : text.indexOf(quote, start);
  return { start, end: end < 0 ? endOfBareValue(text, start) : end };
}

export const isPasswordCommand = (name: string): boolean => anyProgram.test(name);

/**
 * Finds the argument of a command in a list that is a secret, or holds one.
 *
 * @param before the arguments before it
 * @returns index in that argument at which the secret begins; `undefined` when there is none
 */
export function secretInArgument(
  name: string,
  before: string,
  argument: string,
): number | undefined {
  const line = ` ${before} ${argument.replace(/\s/g, '_')}`;
  const start = line.length - argument.length;
  const at = valuesIn(name, line).find(each => each >= start && each < line.length);
  return at === undefined ? undefined : at - start;
}

function valuesIn(name: string, line: string): readonly number[] {
  return withOption
    .filter(command => command.name.test(name))
    .flatMap(({ option }) =>
      [...line.matchAll(option)].map(({ index, 0: all }) => index + all.length),
    );
}
