/**
 * Finds secrets in text whose name is the value of another member, before or behind the secret: `- value: x`
 * above `name: password` in YAML, `value="x" name="password"`, `<value>x</value><name>password</name>`,
 * `{'option': 'password', 'setting': 'x'}`.
 */
import { namedValue, roleOf } from './memberRoles';
import { NamedSecrets } from './namedSecrets';
import type { TextRange } from './quotedText';
import { endOfLine, escapedLineEnd, isQuote, matchAt, quotedValue } from './quotedText';

interface TextMember {
  readonly name: string;
  readonly value: TextRange;
}

/** A member on a line of its own; the indexes are those in the line. */
interface LineMember {
  readonly name: string;
  readonly indent: number;
  /** Tells whether an item of a list begins with it. */
  readonly isFirst: boolean;
  readonly nameAt: number;
  readonly valueAt: number;
}

/** Number of characters before and after a name in which the other members are looked for. */
const reach = 240;
const maxLines = 8;
const operator = String.raw`\\*["']?\s{0,4}(?:=>|[:=])\s{0,4}[bu]?`;
/** Matches from the name of the member whose value begins there. */
const namer = new RegExp(String.raw`[A-Za-z_@$][\w.-]{0,40}${operator}\\*["']?$`);
const member = new RegExp(
  String.raw`(?<![\w.‹-])([A-Za-z_@$][\w.-]{0,40})${operator}(?!\/\/)(?=[^\s,;])`,
  'g',
);
/**
 * Matches a line with a member, from the words of a log before it, the blanks and dashes of its indentation,
 * and its name to its value.
 */
const lineMember =
  /^((?:[A-Za-z][\w ]{0,40}:\s(?=-\s|["']?[\w.@$-]{1,60}["']?\s?[:=]))?)((?:\s|-\s)*)["']?([A-Za-z_@$][\w.-]{0,60})["']?\s{0,40}[:=]\s{0,4}(?=\S)/;
const lineEnd = new RegExp(escapedLineEnd, 'g');
const optionNamer = /--?(?:n|k|name|key|option|param|parameter)(?:\s{1,4}|=)\\*["']?$/;
const optionBefore =
  /\s--?(?:v|val|value|data|content|setting)(?:\s{1,4}|=)(\\*["']?)([^\s"']{1,128})\1\s{1,4}-[^\s]{1,16}[\s=]{1,4}\\*["']?$/d;
const elements =
  /<([\w:.-]{1,40})(?:\s[^<>]{0,80})?>([^<>]{1,256})<\/\1>\s{0,64}<([\w:.-]{1,40})(?:\s[^<>]{0,80})?>$/d;
const closing = /<\/([\w:.-]{1,40})>\s{0,64}$/;
const secrets = new NamedSecrets();

/**
 * @param name range of the secret's name
 * @param notBefore index up to which the text is done
 */
export function pairedValue(
  text: string,
  name: TextRange,
  notBefore: number,
): TextRange | undefined {
  const from = Math.max(notBefore, name.start - reach);
  const before = text.slice(from, name.start);
  if (before.endsWith('>')) {
    const match = elements.exec(before);
    // Where the value stands behind its name, the element before it has the name of another pair.
    const other = closing.exec(before.slice(0, match?.index))?.[1] ?? '';
    return roleOf(other) === 'names' ? undefined : rangeIn(match, from, isPairOfElements);
  }
  const near = before.slice(-64);
  if (optionNamer.test(near)) return rangeIn(optionBefore.exec(before), from, () => true);
  const own = namer.exec(near);
  if (!own) return undefined;
  const ownStart = name.start - own[0].length;
  const lines = membersOfLines(text, ownStart, from);
  return lines
    ? chosenAmong(text, lines, name)
    : chosenAmong(text, membersInLine(text, ownStart, from), name);
}

/** Matches from the name of an option, an element or a member whose value begins there. */
const holder = new RegExp(
  String.raw`(?:([A-Za-z_@$][\w.-]{0,40})${operator}\\*["']?|<([\w:.-]{1,40})[^<>]{0,80}>|--?([A-Za-z][\w-]{0,30})[\s=]{1,4}\\*["']?)$`,
);

const sameElement = /<\/([\w:.-]{1,40})>\s{0,16}<\1>/y;

/** Tells whether what looks like the name of a secret is the value that a member holds: `value: Secret-17`. */
export function isHeld(text: string, name: TextRange): boolean {
  // Java writes an entry of a map as two elements of one type.
  if (matchAt(sameElement, text, name.end) !== undefined) return false;
  const [, member, element, option] =
    holder.exec(text.slice(Math.max(0, name.start - 128), name.start)) ?? [];
  return roleOf(member ?? element ?? option ?? '') === 'holds';
}

const isPairOfElements = ([, value = '', , name = '']: readonly string[]): boolean =>
  roleOf(name) === 'names' && roleOf(value) === 'holds';

function rangeIn(
  match: RegExpExecArray | null,
  from: number,
  isPair: (groups: readonly string[]) => boolean,
): TextRange | undefined {
  const [start, end] = match?.indices?.[2] ?? [];
  return match && start !== undefined && end !== undefined && isPair(match)
    ? { start: from + start, end: from + end }
    : undefined;
}

/** Chooses the member that holds what the other one names. */
function chosenAmong(
  text: string,
  members: readonly TextMember[],
  name: TextRange,
): TextRange | undefined {
  const own = members.find(({ value }) => value.start <= name.start && name.end <= value.end);
  if (!own || !mayStandAlone(text, own.value)) return undefined;
  const others = members.filter(each => each !== own);
  if (roleOf(own.name) === 'names') {
    const holder = others.find(each => roleOf(each.name) === 'holds');
    if (holder) return holder.value;
  }
  const named = namedValue(
    members.map(each => each.name),
    members.map(({ value }) => text.slice(value.start, value.end)),
    secrets,
  );
  return named && others.find(each => each.name === named.holder)?.value;
}

/** Matches behind a value: the end of its mapping or line, or the next member. */
const valueEnd =
  /\\*["']?(?:\s{0,8}(?:[,;)}\]>/]|$)|\s{0,4}(?:[\r\n]|\\+[rn])|\s{1,8}[\w@$.-]{1,60}\\*["']?\s{0,4}[:=])/y;

/** A longer text is no name, and neither is the first word of a sentence. */
const mayStandAlone = (text: string, { start, end }: TextRange): boolean =>
  secrets.nameIn(text.slice(start, end)) !== undefined &&
  matchAt(valueEnd, text, end) !== undefined;

/** Finds the members of a mapping that is written in one line, or between brackets. */
function membersInLine(text: string, ownStart: number, from: number): readonly TextMember[] {
  const before = text.slice(from, ownStart);
  const opener = Math.max(...['{', '}', '<', '>', '(', '\n'].map(each => before.lastIndexOf(each)));
  // The name of an XML element is none of a member.
  const tag = before.charAt(opener) === '<' ? /^[\w:.-]*/.exec(before.slice(opener + 1)) : null;
  const start = from + opener + 1 + (tag?.[0].length ?? 0);
  const to = Math.min(text.length, ownStart + reach);
  const found: TextMember[] = [];
  member.lastIndex = start;
  for (let match = member.exec(text); match && match.index < to; match = member.exec(text)) {
    const last = found.at(-1)?.value.end ?? start;
    if (/[{}<>()\n]/.test(text.slice(last, match.index))) break;
    const value = valueAt(text, member.lastIndex);
    // The words of a log stand before the first member: `Error: name=x`.
    if (/[:=]$/.test(text.slice(value.start, value.end))) continue;
    found.push({ name: match[1] ?? '', value });
    member.lastIndex = Math.max(member.lastIndex, value.end);
  }
  return found;
}

function valueAt(text: string, at: number): TextRange {
  if (isQuote(text, at)) return quotedValue(text, at);
  const length = text.slice(at, at + reach).search(/[\s,;<>(){}[\]"'\\]/);
  return { start: at, end: length < 0 ? Math.min(text.length, at + reach) : at + length };
}

/**
 * Finds the members of a mapping with one member a line, as YAML has it.
 *
 * @returns `undefined` when the member does not begin its line
 */
function membersOfLines(
  text: string,
  ownStart: number,
  from: number,
): readonly TextMember[] | undefined {
  const window = text.slice(from, Math.min(text.length, ownStart + reach));
  const starts = [
    0,
    ...[...window.matchAll(lineEnd)].map(({ index, 0: all }) => index + all.length),
  ];
  const ownLine = starts.findLastIndex(start => from + start <= ownStart);
  const lineAt = (line: number): string => window.slice(starts[line], starts[line + 1]);
  const memberOf = (line: number): LineMember | undefined => {
    const [all = '', lead = '', indent = '', name] = lineMember.exec(lineAt(line)) ?? [];
    return name === undefined
      ? undefined
      : {
          name,
          indent: indent.length,
          isFirst: indent.includes('-'),
          nameAt: lead.length + indent.length,
          valueAt: all.length,
        };
  };
  const own = memberOf(ownLine);
  if (!own || from + (starts[ownLine] ?? 0) + own.nameAt + 1 < ownStart) return undefined;
  const { indent } = own;
  const isSibling = (line: number): boolean => memberOf(line)?.indent === indent;
  const isFirst = (line: number): boolean => isSibling(line) && memberOf(line)?.isFirst === true;
  const isInside = (line: number): boolean =>
    isSibling(line) || (/^\s*/.exec(lineAt(line))?.[0].length ?? 0) > indent;
  let first = ownLine;
  while (ownLine - first < maxLines && first > 0 && !isFirst(first) && isInside(first - 1)) first--;
  let last = ownLine;
  while (last - ownLine < maxLines && last + 1 < starts.length && isInside(last + 1)) {
    if (isFirst(last + 1)) break;
    last++;
  }
  const found: TextMember[] = [];
  for (let line = first; line <= last; line++) {
    const each = memberOf(line);
    if (each?.indent !== indent) continue;
    const at = from + (starts[line] ?? 0) + each.valueAt;
    let end = line + 1;
    while (end <= last && !isSibling(end)) end++;
    const block = {
      start: from + (starts[line + 1] ?? 0),
      end: from + (starts[end] ?? window.length),
    };
    const isBlock = end > line + 1 && /[|>]/.test(text.charAt(at));
    found.push({ name: each.name, value: isBlock ? trimmed(text, block) : valueOfLine(text, at) });
  }
  return found.length > 1 ? found : undefined;
}

function valueOfLine(text: string, at: number): TextRange {
  if (isQuote(text, at)) return quotedValue(text, at);
  const end = endOfLine(text, at);
  return trimmed(text, { start: at, end });
}

function trimmed(text: string, { start, end }: TextRange): TextRange {
  const value = text.slice(start, end);
  const rest = value.trimStart().replace(/(?:\s|\\+[rn])+$/, '');
  const from = start + (value.length - value.trimStart().length);
  return { start: from, end: from + rest.length };
}
