/** Finds the secrets that commands get as arguments of options without a telling name: `mysql -pabc`. */
import type { TextRange } from './quotedText';
import { endOfBareValue, isQuote, quotedValue } from './quotedText';

interface Command {
  /** Name of the program, or the beginning of such names. */
  readonly name: RegExp;
  /** Matches an option, up to its value. */
  readonly option: RegExp;
}

const passwordOption = /(?:^|\s)-p\s{0,4}(?=[^\s-])/g;

const commands: readonly Command[] = [
  {
    name: /^(?:curl|wget)$/,
    option: /(?:^|\s)(?:-u|-U|--user|--proxy-user)[\s=]{1,4}["']?[^\s"':]{0,64}:/g,
  },
  { name: /^(?:sshpass|mysql\w*|mariadb\w*|mongo\w*)$/, option: passwordOption },
  { name: /^(?:docker|podman)$/, option: /(?:^|\s)login\s[^\n]{0,200}?\s-p\s{0,4}(?=[^\s-])/g },
  { name: /^ldap\w+$/, option: /(?:^|\s)-w\s{0,4}(?=[^\s-])/g },
  { name: /^ipmitool$/, option: /(?:^|\s)-[Pk]\s{0,4}(?=[^\s-])/g },
  { name: /^snmp\w+$/, option: /(?:^|\s)-[AXc]\s{0,4}(?=[^\s-])/g },
  { name: /^redis-cli$/, option: /(?:^|\s)-a\s{1,4}/g },
  { name: /^ssh-keygen$/, option: /(?:^|\s)-[NP]\s{0,4}(?=[^\s-])/g },
  { name: /^(?:ceph|rbd|rados)$/, option: /(?:^|\s)--key[\s=]{1,4}/g },
  {
    name: /^(?:smbclient|rpcclient|winexe|net)$/,
    option: /(?:^|\s)-U\s{0,4}["']?[^\s%"']{1,64}%/g,
  },
  { name: /^rabbitmqctl$/, option: /(?:^|\s)(?:add_user|change_password)\s{1,4}\S{1,80}\s{1,4}/g },
  { name: /^openssl$/, option: /(?:^|\s)-pass(?:in|out)?\s{1,4}pass:/g },
];

/** Matches in each text that may hold such a command; source of a regular expression. */
export const commandStem =
  'curl|wget|sshpass|mysql|mariadb|mongo|docker|podman|ldap|ipmi|snmp|redis|ssh-keygen|ceph|rbd|rados|smbclient|rpcclient|winexe|net |rabbitmqctl|openssl|chpasswd|--stdin|mysqladmin';
const program =
  /(?<![\w.-])(?:curl|wget|sshpass|mysql\w{0,16}|mariadb\w{0,16}|mongo\w{0,16}|docker|podman|ldap\w{2,16}|ipmitool|snmp\w{2,16}|redis-cli|ssh-keygen|ceph|rbd|rados|smbclient|rpcclient|winexe|net|rabbitmqctl|openssl)(?=\s)/g;
/** Matches what is written into the input of a program that sets passwords. */
const piped =
  /(?:echo|printf)\s{1,4}(?:-n\s{1,4})?(["']?)(?:[\w.-]{1,64}:)?([^\s"'|]{1,256})\1\s{0,4}\|[^\n|]{0,40}(?:chpasswd|--stdin|cryptsetup|sudo -S)/g;
const maxLine = 600;

export function commandSecrets(text: string): readonly TextRange[] {
  const found: TextRange[] = [];
  for (const { index, 0: all, 2: value = '' } of text.matchAll(piped)) {
    const start = index + all.indexOf(value, 4);
    found.push({ start, end: start + value.length });
  }
  let done = 0;
  for (const { index, 0: name } of text.matchAll(program)) {
    if (index < done) continue;
    const from = index + name.length;
    const line = /^[^\n;|]*/.exec(text.slice(from, from + maxLine))?.[0] ?? '';
    done = from + line.length;
    for (const at of valuesIn(name, line)) {
      const start = from + at;
      found.push(
        isQuote(text, start)
          ? quotedValue(text, start)
          : { start, end: endOfBareValue(text, start) },
      );
    }
  }
  return found.filter(({ start, end }) => end > start);
}

const anyCommand = new RegExp(commands.map(({ name }) => name.source).join('|'));

export const isPasswordCommand = (name: string): boolean => anyCommand.test(name);

/**
 * Finds the argument of a command in a list that is a secret, or holds one.
 *
 * @returns index in that argument at which the secret begins; `undefined` when there is none
 */
export function secretInArgument(
  name: string,
  before: string,
  argument: string,
): number | undefined {
  const line = ` ${before} ${argument}`;
  const start = line.length - argument.length;
  const at = valuesIn(name, line).find(each => each >= start && each < line.length);
  return at === undefined ? undefined : at - start;
}

function valuesIn(name: string, line: string): readonly number[] {
  const command = commands.find(each => each.name.test(name));
  if (!command) return [];
  return [...line.matchAll(command.option)].map(({ index, 0: all }) => index + all.length);
}
