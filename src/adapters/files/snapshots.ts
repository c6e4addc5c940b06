import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { BrokerSnapshot } from '../../core/amqp/brokerSnapshot';
import { parseSnapshot } from '../management/parseSnapshot';
import { isGzip } from './gunzipped';

export interface StoredSnapshots {
  readonly snapshots: readonly BrokerSnapshot[];
  /** Files that could not be read, each as a sentence. */
  readonly problems: readonly string[];
}

const fileName = /^(.*)-(connections|consumers)\.json(\.gz)?$/;
const maxBytes = 256 * 1024 * 1024;

/**
 * Reads answers of the management API that were stored with a capture: `NAME-connections.json`,
 * `NAME-consumers.json` (or `.json.gz`). Each NAME is one snapshot; those named `before…` come
 * first. A missing folder counts as empty.
 */
export async function readSnapshots(folder: string): Promise<StoredSnapshots> {
  const answers = new Map<string, { connections?: unknown; consumers?: unknown }>();
  const problems: string[] = [];
  for (const file of await namesIn(folder)) {
    const [, name, what] = fileName.exec(file) ?? [];
    if (name === undefined || what === undefined) continue;
    try {
      const answer: unknown = JSON.parse(await textOf(path.join(folder, file)));
      answers.set(name, { ...answers.get(name), [what]: answer });
    } catch (error) {
      problems.push(
        `${file} cannot be read: ${error instanceof Error ? error.message : 'damaged'}`,
      );
    }
  }
  const snapshots = [...answers].sort(beforeFirst).map(([, each]) => {
    return parseSnapshot(each.connections, each.consumers);
  });
  return { snapshots, problems };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return [];
  }
}

async function textOf(file: string): Promise<string> {
  const bytes = await readFile(file);
  const text = isGzip(bytes) ? gunzipSync(bytes, { maxOutputLength: maxBytes }) : bytes;
  return text.toString('utf8');
}

const beforeFirst = ([a]: [string, unknown], [b]: [string, unknown]): number =>
  Number(b.startsWith('before')) - Number(a.startsWith('before'));
