/** Interprets one word of a filter: a condition on a field, or words to search for. */
import type { BodyRoot, FieldInfo, FilterField } from './fields';
import { bodyRoots, fieldNamed, fields } from './fields';
import type {
  FilterExpression,
  FilterProblem,
  FilterTerm,
  FilterToken,
  TextPattern,
} from './filterExpression';
import { nearest } from './nearest';
import { rangeOf } from './quantities';
import type { MarkedText, Word } from './scan';
import { scan, slice, split } from './scan';

export interface ParsedWord {
  readonly expression: FilterExpression | undefined;
  readonly problems: readonly FilterProblem[];
  readonly tokens: readonly FilterToken[];
  readonly conditions: number;
}

/** Parts of a word that names a field: the name, and everything after its colon. */
export interface FieldOfWord {
  readonly name: MarkedText;
  readonly value: MarkedText;
}

/**
 * Tells whether a word is a condition: letters alone, or a body's root with a path, stand before
 * its first colon. URLs (`http://…`), scopes (`a::b`), MAC and IPv6 addresses are not conditions;
 * nor are words with a digit or a hyphen before the colon: `10.0.0.1:5672`, `nova-compute:cmp1`.
 */
export function fieldOf(word: MarkedText): FieldOfWord | undefined {
  const colon = word.shape.indexOf(':');
  if (colon < 1) return undefined;
  const found = { name: slice(word, 0, colon), value: slice(word, colon + 1) };
  if (rootOf(found.name)) return found;
  const isName = /^[a-z]+(?:\.[a-z_.]*)?$/i.test(found.name.shape);
  const isAddress = /^[0-9a-f:]*:[0-9a-f]*:[0-9a-f:]*$/i.test(word.shape);
  const goesOn = /^(?:\/\/|:)/.test(found.value.shape);
  return isName && !isAddress && !goesOn ? found : undefined;
}

export function parseWord(word: Word): ParsedWord {
  const problems: FilterProblem[] = [];
  if (word.openQuoteAt !== undefined) {
    problems.push({
      from: word.openQuoteAt,
      to: word.to,
      sentence: 'This quote is not closed: put another one after the text.',
      fixes: [],
    });
  }
  const field = fieldOf(word);
  if (!field) return { ...parseWords(word), problems };
  const tokens: FilterToken[] = [
    { from: word.from, to: field.value.from, kind: 'field' },
    { from: field.value.from, to: word.to, kind: 'value' },
  ];
  const condition = parseCondition(field, word);
  return {
    expression: condition.expression,
    problems: [...problems, ...condition.problems],
    tokens: tokens.filter(({ from, to }) => to > from),
    conditions: condition.conditions,
  };
}

function parseWords(word: Word): ParsedWord {
  const { from, to } = word;
  const parts = split(word, '*').map(each => each.text);
  const expression: FilterTerm = { type: 'words', pattern: { parts, fit: 'part' } };
  return {
    expression: word.text === '' ? undefined : expression,
    problems: [],
    tokens: [{ from, to, kind: 'words' }],
    conditions: 1,
  };
}

function parseCondition({ name, value }: FieldOfWord, word: Word): Omit<ParsedWord, 'tokens'> {
  const root = rootOf(name);
  const info = fieldNamed(name.shape);
  if (!root && !info) {
    return { expression: undefined, problems: [unknownField(name, value, word)], conditions: 0 };
  }
  const problems: FilterProblem[] = [];
  const path = root ? pathOf(name, problems) : [];
  const values = split(value, ',').filter(each => {
    if (each.to > each.from) return true;
    problems.push(missingValue(name, value, each, word));
    return false;
  });
  const read = (each: MarkedText): FilterTerm | undefined =>
    root
      ? { type: 'body', root, path, pattern: patternOf(each) }
      : info && parseValue(info, each, problems);
  const terms = values.flatMap(each => read(each) ?? []);
  return { expression: anyOf(terms), problems, conditions: values.length };
}

function parseValue(
  info: (typeof fields)[number],
  value: MarkedText,
  problems: FilterProblem[],
): FilterTerm | undefined {
  const field: FilterField = info.name;
  const { from, to, text } = value;
  const wrong = (sentence: string, fixes: readonly string[] = []): undefined => {
    problems.push({ from, to, sentence, fixes });
  };
  switch (info.values) {
    case 'text':
      return { type: 'text', field, pattern: patternOf(value) };
    case 'choice': {
      const choices: readonly string[] = info.choices;
      const chosen = choices.find(each => each.toLowerCase() === text.toLowerCase());
      if (chosen !== undefined) return { type: 'choice', field, values: [chosen] };
      const near = nearest(text, choices);
      const oneOf = `one of ${choices.join(', ')}.`;
      return near === undefined
        ? wrong(`There is no ${field} "${text}": choose ${oneOf}`)
        : wrong(`There is no ${field} "${text}": did you mean "${near}"? Choose ${oneOf}`, [near]);
    }
    case 'flag': {
      const said = text.toLowerCase();
      if (said === 'yes' || said === 'no') return { type: 'flag', field, isSet: said === 'yes' };
      return wrong(`Write yes or no after "${field}:".`, ['yes', 'no']);
    }
    default: {
      const range = rangeOf(text, info);
      return 'sentence' in range
        ? wrong(range.sentence, range.fixes)
        : { type: 'range', field, ...range };
    }
  }
}

/** Combines values of one `choice` field into one condition, and other values with "or". */
function anyOf(terms: readonly FilterTerm[]): FilterExpression | undefined {
  const [first, ...rest] = terms;
  if (first?.type !== 'choice') return rest.length > 0 ? { type: 'or', parts: terms } : first;
  const values = terms.flatMap(term => (term.type === 'choice' ? term.values : []));
  return { ...first, values: [...new Set(values)] };
}

function patternOf(value: MarkedText): TextPattern {
  const { text, shape } = value;
  if (text === '') return { parts: [''], fit: 'exact' };
  if (shape.startsWith('=')) return { parts: [text.slice(1)], fit: 'exact' };
  const parts = split(value, '*').map(each => each.text);
  return { parts, fit: parts.length > 1 ? 'whole' : 'part' };
}

/** Returns the root of a path into a body: `args` for `args.instance`. */
export function rootOf(name: MarkedText): BodyRoot | undefined {
  const end = name.shape.indexOf('.');
  const root = (end < 0 ? name.shape : name.shape.slice(0, end)).toLowerCase();
  return bodyRoots.find(each => each.name === root)?.name;
}

function pathOf(name: MarkedText, problems: FilterProblem[]): readonly string[] {
  const [root, ...keys] = split(name, '.');
  if (keys.some(key => key.text === '')) {
    problems.push({
      from: name.from,
      to: name.to,
      sentence: `A key is missing: write ${root?.text ?? ''}.instance.uuid, or quote keys with dots.`,
      fixes: [],
    });
  }
  return keys.map(key => key.text);
}

/**
 * Parses the path into a body that a field's name contains, as a filter writes it:
 * `args.instance.uuid`.
 */
export function bodyPathOf(
  field: string,
): { readonly root: BodyRoot; readonly path: readonly string[] } | undefined {
  const [name] = scan(field);
  const root = name?.kind === 'word' ? rootOf(name) : undefined;
  if (name?.kind !== 'word' || !root) return undefined;
  return { root, path: pathOf(name, []) };
}

function unknownField(name: MarkedText, value: MarkedText, word: Word): FilterProblem {
  const { from, to } = word;
  const asked = name.text;
  const near = synonyms[asked.toLowerCase()] ?? nearest(asked, [...names.keys()]);
  const asText = `"${`${asked}:${value.text}`.replace(/[\\"]/g, found => `\\${found}`)}"`;
  const shown = asText.length > 60 ? '' : `: ${asText}`;
  const guess = near === undefined ? '.' : `: did you mean "${near}"?`;
  return {
    from,
    to,
    sentence: `There is no field "${asked}"${guess} To search for the text itself put it in quotes${shown}.`,
    fixes:
      near === undefined ? [asText] : [`${near}:${word.source.slice(value.from - from)}`, asText],
  };
}

function missingValue(
  name: MarkedText,
  all: MarkedText,
  value: MarkedText,
  word: Word,
): FilterProblem {
  const isList = all.to > all.from;
  return {
    from: isList ? Math.max(word.from, value.from - 1) : word.from,
    to: Math.min(word.to, value.to + 1),
    sentence: isList
      ? 'A value is missing beside the comma: put commas that belong to a value in quotes.'
      : `A value is missing after "${name.text}:".`,
    fixes: [],
  };
}

const names: ReadonlyMap<string, FieldInfo | undefined> = new Map([
  ...fields.map((field): [string, FieldInfo] => [field.name, field]),
  ...bodyRoots.map((root): [string, undefined] => [root.name, undefined]),
]);

/** Other common names of the fields, for suggestions. */
const synonyms: Readonly<Record<string, string>> = {
  sender: 'from',
  source: 'from',
  caller: 'from',
  receiver: 'to',
  destination: 'to',
  handler: 'to',
  lane: 'service',
  server: 'host',
  function: 'method',
  operation: 'method',
  exception: 'method',
  type: 'kind',
  state: 'status',
  outcome: 'status',
  error: 'status',
  duration: 'latency',
  id: 'msg',
  message: 'msg',
  tenant: 'project',
  bytes: 'size',
  length: 'size',
  date: 'time',
  at: 'time',
  node: 'broker',
  payload: 'args',
  arguments: 'args',
  kwargs: 'args',
  context: 'ctx',
  return: 'result',
  returned: 'result',
};
