import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { BrokerSnapshot } from '../../core/amqp/brokerSnapshot';
import { parseSnapshot } from '../management/parseSnapshot';
import { isGzip } from '../../node/gunzipped';
import { isLink, readRegularFile } from './regularFile';

export interface StoredSnapshots {
  readonly snapshots: readonly BrokerSnapshot[];
  /** Files that could not be read, each as a sentence. */
  readonly problems: readonly string[];
}

const fileName = /^(.*)-(connections|consumers)\.json(\.gz)?$/;
/** Limit of a file's size, packed or not: 40,000 connections have a tenth of it. */
const maxBytes = 256 * 1024 * 1024;
/** Number of files that are read; a recording stores a pair of them at a time. */
const maxFiles = 1_000;

/**
 * Reads answers of the management API that were stored with a capture: `NAME-connections.json`,
 * `NAME-consumers.json` (or `.json.gz`). Each NAME is one snapshot; those named `before…` come
 * first. A missing folder counts as empty.
 *
 * @param isFound true for a folder that lay beside a file, where a link is not followed
 */
export async function readSnapshots(folder: string, isFound: boolean): Promise<StoredSnapshots> {
  const answers = new Map<string, { connections?: unknown; consumers?: unknown }>();
  const problems: string[] = [];
  if (isFound && (await isLink(folder))) {
    return { snapshots: [], problems: [`${path.basename(folder)} cannot be read: it is a link`] };
  }
  const files = (await namesIn(folder)).filter(each => fileName.test(each));
  if (files.length > maxFiles) {
    problems.push(`only ${maxFiles} files of ${path.basename(folder)} are read`);
  }
  for (const file of files.slice(0, maxFiles)) {
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
  const bytes = await readRegularFile(file, maxBytes);
  const text = isGzip(bytes) ? gunzipSync(bytes, { maxOutputLength: maxBytes }) : bytes;
  return text.toString('utf8');
}

const beforeFirst = ([a]: [string, unknown], [b]: [string, unknown]): number =>
  Number(b.startsWith('before')) - Number(a.startsWith('before'));
