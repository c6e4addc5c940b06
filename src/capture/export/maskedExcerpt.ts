/** Masks what was copied from a capture that was recorded with its secrets. */
import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { Masker } from '../../core/secrets/masking';
import { integer } from '../../node/sql/columns';
import { valueOf } from '../../node/sql/statements';
import { readMeta } from '../tables/meta';
import { tables } from '../tables/schema';
import type { ExportOptions } from './options';

/** Number of rows that are masked at once. */
const rowsPerChunk = 2_000;

/** @returns `undefined` when nothing is to be masked: it is already, or the secrets are kept */
export function maskerOf(
  database: DatabaseSync,
  { keepSecrets = false }: ExportOptions,
): Masker | undefined {
  if (keepSecrets || readMeta(database).isMasked) return undefined;
  return new Masker(randomBytes(16).toString('hex'));
}

/** The first words of a file that has secrets. */
export const secretsKeptNotice =
  'secrets kept: tokens and passwords are in this file as they were sent';

/** @returns the notice for an export that keeps the secrets of its capture */
export const noticeOf = (
  database: DatabaseSync,
  { keepSecrets = false }: ExportOptions,
): string | undefined =>
  keepSecrets && !readMeta(database).isMasked ? secretsKeptNotice : undefined;

/**
 * Masks all texts of the database `target`, chunk by chunk, by the names and shapes that recording
 * knows. Bytes that are no text cannot be masked, and are left out.
 */
export function* maskTarget(snapshot: DatabaseSync, masker: Masker): Generator<undefined> {
  snapshot.function('masked', { deterministic: true }, value => {
    if (value instanceof Uint8Array) return null;
    return typeof value === 'string' ? masker.maskText(value) : value;
  });
  for (const { name, columnNames, textColumnNames } of tables) {
    const [key = ''] = columnNames;
    if (textColumnNames.length === 0 || textColumnNames.includes(key)) continue;
    const masked = textColumnNames.map(column => `${column} = masked(${column})`).join(', ');
    const update = snapshot.prepare(
      `UPDATE target.${name} SET ${masked} WHERE ${key} > ? AND ${key} <= ?`,
    );
    const last = valueOf(snapshot, `SELECT max(${key}) FROM target.${name}`, integer.or(0)) ?? 0;
    for (let after = 0; after < last; after += rowsPerChunk) {
      update.run(after, after + rowsPerChunk);
      yield undefined;
    }
  }
}
