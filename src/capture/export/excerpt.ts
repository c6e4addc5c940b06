import type { DatabaseSync } from 'node:sqlite';
import { DatabaseSync as Database } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type { Masker } from '../../core/secrets/masking';
import { integer } from '../../node/sql/columns';
import { rowOf } from '../../node/sql/statements';
import type { ExportCounts, ExportSelection } from '../../protocol/exports';
import { writeEmptyCapture } from '../captureFile';
import type { CaptureMeta } from '../tables/meta';
import { readMeta } from '../tables/meta';
import { completeFile } from './completeFile';
import { copyGaps, copyParticipants, copyRequests } from './excerptSummary';
import { copyStrings } from './excerptStrings';
import { copyTraffic, numberMessages } from './excerptTraffic';
import { maskerOf, maskTarget } from './maskedExcerpt';
import type { ExportOptions } from './options';
import { isUnchecked } from './options';
import { refuseSecrets, secretsInCapture } from './secretPlaces';
import { choose, conditionOf } from './selection';
import { openSnapshot, outputOf, uriOf } from './snapshot';

/**
 * Writes a capture that holds only the selected spans and all that they refer to. An existing file
 * is replaced only when the options say so, and when the new one is complete.
 *
 * Its messages are numbered from 1, and connections and requests are counted anew. Numbers of trace
 * records stay those of the original, as do the counts of records that the original lacks: they may
 * be missing here as well.
 *
 * @throws {SourceError} `fileUnwritable` when the file cannot be written, or would replace the
 *   original or another file; `damagedCapture` when the original cannot be read
 */
export async function exportExcerpt(
  database: DatabaseSync,
  selection: ExportSelection,
  toPath: string,
  options: ExportOptions = {},
): Promise<ExportCounts> {
  options.signal?.throwIfAborted();
  return completeFile(toPath, outputOf(database, options), async temporary => {
    writeEmptyCapture(temporary, 'killedProcess');
    const snapshot = openSnapshot(database);
    try {
      snapshot.prepare('ATTACH ? AS target').run(uriOf(temporary));
      // The file is deleted when anything fails, so it needs no journal. What is masked later leaves
      // nothing behind.
      snapshot.exec(`
        PRAGMA target.synchronous = OFF; PRAGMA target.journal_mode = MEMORY;
        PRAGMA target.cache_size = -32768; PRAGMA target.secure_delete = ON; BEGIN`);
      const counts = await copy(snapshot, selection, options);
      snapshot.exec('COMMIT');
      snapshot.exec('DETACH target');
      await checkExcerpt(temporary, options);
      return counts;
    } finally {
      snapshot.close();
    }
  });
}

async function copy(
  snapshot: DatabaseSync,
  selection: ExportSelection,
  options: ExportOptions,
): Promise<ExportCounts> {
  const { signal, onProgress } = options;
  const counts = choose(snapshot, selection);
  numberMessages(snapshot);
  for (const done of copyTraffic(snapshot)) {
    onProgress?.(Math.min(done, counts.messageCount), counts.messageCount);
    // The thread's other work comes in between, such as an abort.
    await setImmediate();
    signal?.throwIfAborted();
  }
  const isEverything = conditionOf(selection) === undefined;
  for (const step of [
    () => copyParticipants(snapshot, isEverything),
    () => copyRequests(snapshot),
    () => copyGaps(snapshot),
    () => copyStrings(snapshot),
  ]) {
    step();
    await setImmediate();
    signal?.throwIfAborted();
  }
  const masker = maskerOf(snapshot, options);
  if (masker) {
    for (const step of maskTarget(snapshot, masker)) {
      await setImmediate(step);
      signal?.throwIfAborted();
    }
  }
  writeExcerptMeta(snapshot, selection, masker);
  return counts;
}

async function checkExcerpt(file: string, options: ExportOptions): Promise<void> {
  if (isUnchecked(options)) return;
  const written = new Database(file, { readOnly: true });
  try {
    refuseSecrets(await secretsInCapture(written, options.signal));
  } finally {
    written.close();
  }
}

function writeExcerptMeta(
  snapshot: DatabaseSync,
  selection: ExportSelection,
  masker: Masker | undefined,
): void {
  const original = readMeta(snapshot);
  const counted = rowOf(
    snapshot,
    `SELECT sum(publish_count + deliver_count) AS record_count,
       sum(iif(is_read_later, publish_count + deliver_count, 0)) AS read_later_count,
       (SELECT count(*) FROM target.body WHERE opaque_reason IS NOT NULL) AS opaque_count,
       min(at) AS first_at,
       max(max(at), (SELECT coalesce(max(at), 0) FROM target.delivery)) AS last_at,
       (SELECT count(*) FROM source.message) AS original_count
     FROM target.message`,
    {
      recordCount: integer.or(0),
      readLaterCount: integer.or(0),
      opaqueCount: integer,
      firstAtMicros: integer.optional(),
      lastAtMicros: integer.optional(),
      originalCount: integer,
    },
  );
  const { messageIds, ...conditions } = selection;
  const meta: CaptureMeta = {
    ...original,
    isMasked: original.isMasked || masker !== undefined,
    isEnded: true,
    recordCount: counted?.recordCount ?? 0,
    readLaterCount: counted?.readLaterCount ?? 0,
    opaqueCount: counted?.opaqueCount ?? 0,
    firstAtMicros: counted?.firstAtMicros,
    lastAtMicros: counted?.lastAtMicros,
    excerptOf: {
      name: original.name,
      messageCount: counted?.originalCount ?? 0,
      selection: { ...conditions, messageIdCount: messageIds?.length },
      excerptOf: original.excerptOf,
    },
  };
  snapshot
    .prepare(`INSERT OR REPLACE INTO target.meta (key, value) VALUES ('capture', ?)`)
    .run(masker?.maskText(JSON.stringify(meta)) ?? JSON.stringify(meta));
}
