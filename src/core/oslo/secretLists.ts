/** Finds secrets in lists by the item before them: arguments of a command, pairs of name and value. */
import type { JsonValue } from '../base/json';
import { isAuthMethod, isSecretName } from './secretNames';

type MaskItem = (name: string, value: JsonValue) => JsonValue;

const option = /^--?[A-Za-z][\w-]{0,60}$/;
const keyBegin = /BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/;
const keyEnd = /END [A-Z0-9 ]{0,40}PRIVATE KEY/;
/** Options of commands that are followed by a password, or by a user and a password. */
const passwordOptions: Readonly<Record<string, RegExp>> = {
  curl: /^(?:-u|-U|--user|--proxy-user)$/,
  ipmitool: /^-[PK]$/,
  sshpass: /^-p$/,
};

/** @returns the same list when it holds no such secret */
export function maskedListItems(
  values: readonly JsonValue[],
  maskItem: MaskItem,
): readonly JsonValue[] {
  const [first, second] = values;
  if (values.length < 2 || typeof first === 'object') return values;
  if (values.length === 2 && typeof first === 'string' && second !== undefined) {
    if (!first.startsWith('-') && isPair(first, second)) {
      const masked = maskItem(first, second);
      return masked === second ? values : [first, masked];
    }
  }
  return maskedArguments(values, maskItem);
}

/** A pair of two names is a list of names, and one of methods has names of such. */
const isPair = (name: string, value: JsonValue): boolean =>
  isSecretName(name) &&
  /^[\w.-]{1,64}$/.test(name) &&
  (typeof value !== 'string' ||
    !(isSecretName(value) || isAuthMethod(value) || isFieldName(value)));

const isFieldName = (text: string): boolean => /^[a-z]{2,12}(?:_[a-z]{2,12}){0,3}$/.test(text);

function maskedArguments(values: readonly JsonValue[], maskItem: MaskItem): readonly JsonValue[] {
  let masked: JsonValue[] | undefined;
  let secretNext: string | undefined;
  let isInKey = false;
  const options = commandOptions(values);
  for (const [i, value] of values.entries()) {
    if (typeof value !== 'string') {
      secretNext = undefined;
      continue;
    }
    if (isInKey || (secretNext !== undefined && !option.test(value))) {
      masked ??= [...values];
      masked[i] = maskItem(secretNext ?? 'private_key', value);
      secretNext = undefined;
    } else if (option.test(value)) {
      if (isSecretName(value)) secretNext = value.replace(/^-+/, '');
      else if (options?.test(value)) secretNext = 'password';
    } else
      secretNext =
        /^[\w.-]{1,64}$/.test(value) && isValueOption(values[i + 1]) && isSecretName(value)
          ? value
          : undefined;
    if (keyBegin.test(value) && !keyEnd.test(value)) isInKey = true;
    else if (keyEnd.test(value)) isInKey = false;
  }
  return masked ?? values;
}

const isValueOption = (value: JsonValue | undefined): boolean =>
  typeof value === 'string' && /^(?:-v|--value|--op)$/.test(value);

function commandOptions(values: readonly JsonValue[]): RegExp | undefined {
  for (const value of values.slice(0, 8)) {
    const program = typeof value === 'string' ? value.slice(value.lastIndexOf('/') + 1) : '';
    if (Object.hasOwn(passwordOptions, program)) return passwordOptions[program];
  }
  return undefined;
}
