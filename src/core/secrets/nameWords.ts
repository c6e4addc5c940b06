/**
 * Reads a name as words, in whatever case it is written: `admin_password`, `adminPassword`,
 * `X-Admin-Password` and `ADMIN.PASSWORD` have the same ones.
 */
import { contextPrefix } from '../oslo/message';

/** Compound words that are written as one: `authtoken`, `tokentype`. */
const compounds = /(passwords?|passwd|passphrases?|secrets?(?!ar)|tokens?(?!i[sz])|credentials?)/g;
const maxNameLength = 128;

export const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** @returns the words in lower case and without numbers at their ends */
export function wordsOf(name: string): readonly string[] {
  const bare = name.startsWith(contextPrefix) ? name.slice(contextPrefix.length) : name;
  const short =
    bare.length > maxNameLength
      ? `${bare.slice(0, maxNameLength / 2)}_${bare.slice(-maxNameLength / 2)}`
      : bare;
  return short
    .replace(/‹[^‹›]*›/g, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replace(compounds, '_$1_')
    .split(/[^a-z0-9]+/)
    .map(word => word.replace(/\d+$/, ''))
    .filter(word => word !== '');
}
