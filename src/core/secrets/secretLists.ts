/** Finds secrets in lists by the item before them: arguments of a command, pairs of name and value. */
import type { JsonValue } from '../base/json';
import { remembered } from '../base/remembered';
import { isAuthMethod, isFieldName } from './fieldNames';
import { isPasswordCommand, secretInArgument } from './commandSecrets';
import { maskedTable } from './secretColumns';
import { roleOf } from './memberRoles';
import { isSecretName } from './secretNames';

interface Command {
  readonly name: string;
  /** Index of the item after it. */
  readonly from: number;
}

type MaskItem = (name: string, value: JsonValue) => JsonValue;

const option = /^--?[A-Za-z][\w-]{0,60}$/;
/** Number of arguments before a password that tell that it is one. */
const maxOptions = 5;
/** Length of the longest list in which names and values stand in turn. */
const maxNamed = 8;
/** Length of the longest word that is remembered, in characters. */
const maxWord = 64;
const keyBegin = /BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/;
const keyEnd = /END [A-Z0-9 ]{0,40}PRIVATE KEY/;

/**
 * @param isSecret tells whether a word is a secret's name; it is asked for each word of most lists, so that it
 *   should remember them
 * @returns the same list when it holds no such secret
 */
export function maskedListItems(
  values: readonly JsonValue[],
  maskItem: MaskItem,
  isSecret: (name: string) => boolean,
): readonly JsonValue[] {
  const [first, second] = values;
  if (values.length < 2) return values;
  if (Array.isArray(first)) return maskedTable(values, maskItem);
  if (typeof first === 'object') return values;
  if (values.length === 2 && typeof first === 'string' && second !== undefined) {
    if (!first.startsWith('-') && isPair(first, second)) {
      const masked = maskItem(first, second);
      return masked === second ? values : [first, masked];
    }
  }
  if (values.every(isBareWord))
    return values.length <= maxNamed && values.some(isSecret)
      ? maskedAfterNames(values, maskItem)
      : values;
  const command = commandOf(values);
  if (command || values.some(isArgument)) return maskedArguments(values, command, maskItem);
  return values.length > 2 && values.length <= maxNamed
    ? maskedAfterNames(values, maskItem)
    : values;
}

/** Most lists are made of names (`nova_object.changes`): no option, program or password. */
const isBareWord = (value: JsonValue): value is string =>
  typeof value === 'string' && value.length <= maxWord && isBare(value);

const isBare = remembered(text => /^[a-z_]*$/.test(text) && !isPasswordCommand(text), 10_000);

/** Masks what follows a secret's name: `["set", "password", "x"]`, LDAP's `[2, "userPassword", ["x"]]`. */
function maskedAfterNames(values: readonly JsonValue[], maskItem: MaskItem): readonly JsonValue[] {
  let masked: JsonValue[] | undefined;
  for (let at = 1; at < values.length; at++) {
    const [name, value] = [values[at - 1], values[at]];
    if (!isNameOfSecret(name) || value === undefined) continue;
    // Names of both may stand before them, too: `["name", "password", "value", "x"]`.
    const held =
      typeof value === 'string' && roleOf(value) === 'holds' ? values[at + 1] : undefined;
    if (held === undefined && !mayBeSecret(value)) continue;
    masked ??= [...values];
    if (held === undefined) masked[at] = maskItem(name, value);
    else masked[at + 1] = maskItem(name, held);
  }
  return masked ?? values;
}

const isNameOfSecret = (value: JsonValue | undefined): value is string =>
  typeof value === 'string' && /^[\w.-]{1,64}$/.test(value) && isSecretName(value);

/** In a list of names, each one is. */
const mayBeSecret = (value: JsonValue): boolean =>
  typeof value === 'string' ? !isFieldName(value) && !isAuthMethod(value) : Array.isArray(value);

/** Tells whether an item is an option or a key, after which a secret may stand. */
const isArgument = (value: JsonValue): boolean =>
  typeof value === 'string' && (value.startsWith('-') || value.includes('PRIVATE KEY'));

/** A pair of two names is a list of names, and one of methods has names of such. */
const isPair = (name: string, value: JsonValue): boolean =>
  isSecretName(name) &&
  /^[\w.-]{1,64}$/.test(name) &&
  (typeof value !== 'string' || mayBeSecret(value));

function maskedArguments(
  values: readonly JsonValue[],
  command: Command | undefined,
  maskItem: MaskItem,
): readonly JsonValue[] {
  let masked: JsonValue[] | undefined;
  let secretNext: string | undefined;
  let isInKey = false;
  for (const [i, value] of values.entries()) {
    if (typeof value !== 'string') {
      secretNext = undefined;
      continue;
    }
    const argument =
      command && i >= command.from
        ? maskedArgument(
            command,
            values.slice(Math.max(command.from, i - maxOptions), i),
            value,
            maskItem,
          )
        : value;
    if (argument !== value) {
      masked ??= [...values];
      masked[i] = argument;
      secretNext = undefined;
      continue;
    }
    if (isInKey || (secretNext !== undefined && !option.test(value))) {
      masked ??= [...values];
      masked[i] = maskItem(secretNext ?? 'private_key', value);
      secretNext = undefined;
    } else if (option.test(value)) {
      if (isSecretName(value)) secretNext = value.replace(/^-+/, '');
    } else secretNext = isValueOption(values[i + 1]) && isNameOfSecret(value) ? value : undefined;
    const before = values[i - 2];
    if (before !== undefined && isValueOption(values[i - 3]) && isNameOfSecret(value)) {
      masked ??= [...values];
      masked[i - 2] = maskItem(value, before);
    }
    if (!value.includes('PRIVATE KEY')) continue;
    isInKey = !keyEnd.test(value) && (isInKey || keyBegin.test(value));
  }
  return masked ?? values;
}

const isValueOption = (value: JsonValue | undefined): boolean =>
  typeof value === 'string' && /^(?:-v|--value|--op)$/.test(value);

/** The program among the first items. */
function commandOf(values: readonly JsonValue[]): Command | undefined {
  for (let at = 0; at < Math.min(8, values.length); at++) {
    const value = values[at];
    if (typeof value !== 'string') continue;
    const name = value.slice(value.lastIndexOf('/') + 1);
    if (isPasswordCommand(name)) return { name, from: at + 1 };
  }
  return undefined;
}

/** An option's letters and its password may be one item: `-pabc`. */
function maskedArgument(
  { name }: Command,
  before: readonly JsonValue[],
  value: string,
  maskItem: MaskItem,
): JsonValue {
  const options = before.filter(each => typeof each === 'string').join(' ');
  const at = secretInArgument(name, options, value);
  if (at === undefined) return value;
  const masked = maskItem('password', value.slice(at));
  return typeof masked === 'string' ? value.slice(0, at) + masked : masked;
}
