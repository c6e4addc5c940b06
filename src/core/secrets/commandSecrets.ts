/** Finds the secrets that commands get as arguments of options without a telling name: `mysql -pabc`. */
import { anyOf } from './anyOf';
import type { TextRange } from './quotedText';
import { endOfBareValue, isQuote, quotedValue } from './quotedText';

interface Command {
  /** Source of a regular expression that matches the programs' names. */
  readonly programs: string;
  /** Matches an option, up to its value. */
  readonly option: RegExp;
}

/** Words of a command up to the value, each with the blanks after it. */
const after = (words: string): RegExp => new RegExp(String.raw`(?:^|\s)${words}`, 'g');
const word = String.raw`\S{1,200}\s{1,4}`;
const passwordOption = after(String.raw`-p\s{0,4}(?=[^\s-])`);

const commands: readonly Command[] = [
  {
    programs: 'curl|wget',
    option: after(
      String.raw`(?:(?:-[a-zA-Z]{0,8}[uU]|--user|--proxy-user)(?:[\s=]{1,4}["']?|(?<=[uU])["']?)[^\s"':]{0,64}:|(?:-b|--cookie)[\s=]{1,4}(?=["']?[\w.-]{1,64}=))`,
    ),
  },
  {
    programs: 'mysqladmin',
    option: after(String.raw`(?:-p\s{0,4}(?=[^\s-])|password\s{1,4}(?=[^\s-]))`),
  },
  {
    programs: String.raw`sshpass|mysql\w*|mariadb\w*|mongo\w*|cqlsh|couchbase-cli|racadm|rabbitmqadmin|fence_\w+|pcs|7z[ar]?|ipmi-\w+|ipmiconsole|redfishtool|ilorest|wsman|psexec`,
    option: passwordOption,
  },
  {
    programs: 'docker|podman',
    option: after(String.raw`login\s[^\n]{0,200}?\s-p\s{0,4}(?=[^\s-])`),
  },
  {
    programs: String.raw`ldap(?!passwd)\w+|vsql|psql`,
    option: after(String.raw`-w\s{0,4}(?=[^\s-])`),
  },
  {
    programs: 'ipmitool',
    option: after(
      String.raw`(?:-[Pky]\s{0,4}(?=[^\s-])|(?:user\s{1,4}set\s{1,4}password\s{1,4}\d{1,3}|lan\s{1,4}set\s{1,4}\d{1,3}\s{1,4}password)\s{1,4})`,
    ),
  },
  { programs: String.raw`snmp\w+`, option: after(String.raw`-[AXc]\s{0,4}(?=[^\s-])`) },
  {
    programs: 'redis-cli',
    option: after(
      String.raw`(?:-a|auth|AUTH|(?:config|CONFIG)\s{1,4}(?:set|SET)\s{1,4}(?:requirepass|masterauth))\s{1,4}`,
    ),
  },
  { programs: 'slappasswd|ldappasswd', option: after(String.raw`-[sw]\s{0,4}(?=[^\s-])`) },
  { programs: 'ssh-keygen', option: after(String.raw`-[NP]\s{0,4}(?=[^\s-])`) },
  {
    programs: 'ceph|rbd|rados',
    option: after(
      String.raw`(?:--key[\s=]{1,4}|config-key\s{1,4}(?:set|put)\s{1,4}(?=\S{0,200}(?:crypt|key|pass|secret|token|cred))[^\s-]\S{0,200}\s{1,4}(?=[^\s-]))`,
    ),
  },
  {
    programs: 'smbclient|rpcclient|winexe',
    option: after(String.raw`-U\s{0,4}["']?[^\s%"']{1,64}%`),
  },
  {
    programs: 'net',
    option: after(
      String.raw`(?:-U\s{0,4}["']?[^\s%"']{1,64}%|user\s{1,4}["']?[\w.\\$-]{1,64}["']?\s{1,4}(?=[^\s/*]\S{0,255}\s{0,4}(?:\/|$))|use\s{1,4}(?:\S{1,8}\s{1,4})?\\\\\S{3,256}\s{1,4}(?=[^\s/*]))`,
    ),
  },
  {
    programs: 'rabbitmqctl',
    option: after(
      String.raw`(?:(?:add_user|change_password|authenticate_user)\s{1,4}\S{1,80}|hash_password)\s{1,4}`,
    ),
  },
  {
    programs: 'openssl',
    option: after(
      String.raw`(?:-pass(?:in|out)?\s{1,4}pass:|-[kK]\s{1,4}(?=[^\s-])|passwd\s(?:-\w{1,8}\s{1,4}){0,4}(?=[^\s-]))`,
    ),
  },
  {
    programs: 'htpasswd',
    option: after(
      String.raw`-(?=[a-zA-Z]{0,8}b)[a-zA-Z]{1,9}\s{1,4}(?:(?:-\w{1,4}|\d{1,2})\s{1,4}){0,4}(?:[^\s-]\S{0,200}\s{1,4}){1,2}(?=[^\s-]\S*\s*$)`,
    ),
  },
  { programs: 'useradd|usermod', option: after(String.raw`-[a-zA-Z]{0,8}p\s{1,4}`) },
  { programs: 'swift', option: after(String.raw`-K\s{1,4}`) },
  { programs: 'zip', option: after(String.raw`-P\s{0,4}(?=[^\s-])`) },
  {
    programs: 'nsupdate|dig',
    option: after(String.raw`-y\s{0,4}["']?(?:hmac-[\w-]{2,16}:)?[\w.-]{1,255}:`),
  },
  {
    programs: 'virsh',
    option: after(
      String.raw`secret-set-value\s{1,4}(?:--secret\s{1,4})?\S{1,64}\s{1,4}(?:--base64\s{1,4})?(?=[^\s-])`,
    ),
  },
  { programs: 'nvme', option: after(String.raw`-[SC]\s{0,4}(?=[^\s-])`) },
  { programs: 'plink|pscp|psftp', option: after(String.raw`-pw\s{1,4}`) },
  { programs: 'sqlcmd|bcp|osql', option: after(String.raw`-P\s{0,4}(?=[^\s-])`) },
  { programs: String.raw`ipa(?:-[a-z]+){0,3}`, option: after(String.raw`-w\s{0,4}(?=[^\s-])`) },
  { programs: 'lftp', option: after(String.raw`-u\s{0,4}[^\s,]{1,64},`) },
  {
    programs: 'crudini|openstack-config',
    option: after(
      String.raw`--set\s{1,4}${word}${word}(?=\S{0,64}(?:key|pass|secret|token))${word}(?=[^\s-])`,
    ),
  },
  { programs: 'erl', option: after(String.raw`-setcookie\s{1,4}`) },
  { programs: 'nmcli', option: after(String.raw`(?:password|[\w.-]{0,40}psk)\s{1,4}`) },
  {
    programs: 'vault',
    option: after(
      String.raw`(?:login\s{1,4}(?:-\S{1,64}\s{1,4}){0,4}(?=[^\s=-][^\s=]{7,511}(?:\s|$))|unseal\s{1,4}(?=[^\s-])|kv\s{1,4}(?:put|patch)\s[^\n=]{1,200}\s[\w.-]{1,64}=)`,
    ),
  },
  {
    programs: 'etcdctl',
    option: after(String.raw`(?:--user[\s=]{1,4}|user\s{1,4}add\s{1,4})["']?[^\s"':]{1,64}:`),
  },
  {
    programs: 'samba-tool',
    option: after(String.raw`user\s{1,4}(?:create|add)\s{1,4}[^\s-]\S{0,64}\s{1,4}(?=[^\s-])`),
  },
  {
    programs: 'cinder-rtstool',
    option: after(String.raw`create\s{1,4}(?:\S{1,256}\s{1,4}){3}`),
  },
  {
    programs: 'db2',
    option: after(String.raw`connect\s{1,4}to\s[^\n]{1,200}?\susing\s{1,4}`),
  },
  {
    programs: String.raw`xfreerdp|wfreerdp|cmdkey|schtasks`,
    option: after(String.raw`\/(?:p|pass|rp)[:\s]`),
  },
];

const programs = commands.map(each => each.programs).join('|');
const anyProgram = new RegExp(`^(?:${programs})$`);
const program = new RegExp(
  String.raw`(?<![\w.-])(?:${anyOf(programs.split('|'))})(?=\s|["'],\s)`,
  'g',
);
const withOption = commands.map(({ programs: names, option }) => ({
  name: new RegExp(`^(?:${names})$`),
  option,
}));

/** Sources of regular expressions (flag `i`), of which one matches in each text with an option or a pipe. */
const optionSigns: readonly string[] = [
  String.raw`[\s"']--?[a-z]`,
  String.raw`\s\/(?:p|pass|rp)[:\s]`,
  String.raw`\|\s{0,4}\S`,
  '<<',
];
/** The same for commands whose password is no option. */
const nameSigns: readonly string[] = [
  ...['net use', 'rabbitmqctl', 'ipmitool', 'nmcli', 'redis-cli', 'mysqladmin', 'secret-set-value'],
  ...['openssl passwd', 'securestring', 'vault ', 'etcdctl', 'config-key', 'samba-tool', 'rtstool'],
  ...['db2 '],
];
export const commandSigns: readonly string[] = [...optionSigns, ...nameSigns];
const mayHoldOption = new RegExp(anyOf(optionSigns), 'i');
const mayHoldName = new RegExp(anyOf(nameSigns), 'i');
/** Matches what is written into the input of a program that asks for a password. */
const piped =
  /(?:echo|printf)\s{1,4}(?:-[ne]\s{1,4})?(?:(["'])(?:[\w.-]{1,64}:)?((?:(?!\1)[^|\n]){1,256})\1|(?:[\w.-]{1,64}:)?([^\s"'|]{1,256}?))\s{0,4}\)?\s{0,4}\|[^\n|]{0,60}(?:chpasswd|--(?:password-)?stdin|cryptsetup|sudo -S|vncpasswd|smbpasswd|kinit)/dg;
/** Matches the first one of two lines that a program asks for: `(echo x; echo x) | smbpasswd`. */
const pipedTwice =
  /\(\s{0,4}echo\s{1,4}["']?([^\s"';|]{1,256})["']?\s{0,4};(?=[^\n|]{1,300}\|[^\n|]{0,60}passwd)/dg;
/** Matches the options of a user and its password, whatever the program is; `-p` may also be a port or priority. */
const userAndPassword =
  /(?:^|[\s"'])-u(?<!\b(?:journalctl|lsof|ps|rsync|ss|sudo)(?:\s\S{1,40}){0,3}\s-u)\s{0,4}[^\s-]\S{0,63}\s{1,4}-p\s{0,4}(?=[^\s-])(?=\S{0,64}[A-Za-z])(?![\d.:-]{1,40}\/(?:tcp|udp))(?!(?:emerg|alert|crit|err|warning|notice|info|debug|tcp|udp)(?!\S))/g;
const hereString =
  /chpasswd[^\n<]{0,40}<<<\s{0,4}(["']?)[\w.-]{1,64}:([^\n"']{1,256})\1|chpasswd[^\n<]{0,40}<<-?\s{0,4}(["']?)(\w+)\3\r?\n([^]{1,2000}?)\n\s*\4/dg;
const secureString = /ConvertTo-SecureString\s{1,4}(?:-String\s{1,4})?(?=["'])/gi;
const maxLine = 600;

export function* commandSecrets(text: string): Generator<TextRange> {
  if (!mayHoldOption.test(text) && !mayHoldName.test(text)) return;
  for (const { indices } of text.matchAll(piped)) yield* rangeOf(indices?.[2] ?? indices?.[3]);
  for (const { indices } of text.matchAll(pipedTwice)) yield* rangeOf(indices?.[1]);
  for (const { index, 0: all } of text.matchAll(userAndPassword)) {
    yield argumentAt(text, index + all.length);
  }
  for (const { indices } of text.matchAll(hereString)) yield* rangeOf(indices?.[2] ?? indices?.[5]);
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

function* rangeOf(group: readonly [start: number, end: number] | undefined): Generator<TextRange> {
  if (group) yield { start: group[0], end: group[1] };
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
  const command = withOption.find(each => each.name.test(name));
  if (!command) return [];
  return [...line.matchAll(command.option)].map(({ index, 0: all }) => index + all.length);
}
