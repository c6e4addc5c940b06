import { stat } from 'node:fs/promises';
import { closeCapture, openCapture } from '../capture/captureFile';
import { damageOf } from '../capture/damage';
import type { SecretPlaces } from '../capture/export/secretPlaces';
import { keptPlace, secretsInCapture, secretsInText } from '../capture/export/secretPlaces';
import { readMeta } from '../capture/tables/meta';
import { SourceError } from '../core/amqp/traceSource';
import { errorText } from '../core/base/errorText';
import { checkInputFile } from '../core/base/inputFile';
import { plural } from '../core/text/amounts';
import { isSqliteFile } from '../node/sqliteFile';
import { plain } from './output';

/**
 * Looks for shapes of secrets in a capture, an export or any text.
 *
 * @returns the exit code: 2 when there are any
 */
export async function checkSecretsCommand(file: string): Promise<number> {
  const { count, first } = await ((await isSqliteFile(file)) ? inCapture(file) : inText(file));
  if (count === 0) {
    process.stdout.write(`no shape of a secret found: ${plain(file)}\n`);
    return 0;
  }
  for (const place of first) process.stdout.write(`${plain(place)}\n`);
  if (count > first.length) process.stdout.write(`and ${count - first.length} more\n`);
  process.stderr.write(`rpcscope: ${plural(count, 'secret')} found: ${plain(file)}\n`);
  return 2;
}

async function inCapture(file: string): Promise<SecretPlaces> {
  const database = openCapture(file);
  try {
    const { count, first } = await secretsInCapture(database);
    if (readMeta(database).isMasked) return { count, first };
    return { count: count + 1, first: [keptPlace, ...first] };
  } catch (error) {
    throw damageOf(error);
  } finally {
    closeCapture(database, false);
  }
}

async function inText(file: string): Promise<SecretPlaces> {
  try {
    checkInputFile(file, await stat(file));
    return await secretsInText(file);
  } catch (error) {
    throw new SourceError({ code: 'fileUnreadable', detail: errorText(error) });
  }
}
