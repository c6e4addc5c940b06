/** Knows members whose names are no secret's, but for another member of the same mapping. */
import { keyType, privateParts } from './webKeys';

/** Secrets besides each member: of a JSON Web Key, and of the ticket for a console of vSphere (nova's `ConsoleMKS`). */
const secretsBeside: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [keyType, new Set(privateParts)],
  ...['cfgFile', 'sslThumbprint', 'thumbprint'].map(
    name => [name, new Set(['ticket'])] as [string, ReadonlySet<string>],
  ),
]);

/** @returns names of the members that are secrets beside this one */
export const secretsBesideOf = (name: string): ReadonlySet<string> | undefined =>
  secretsBeside.get(name);
