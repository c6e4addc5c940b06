/** Exports a capture as JSON Lines for scripts and other tools: one span a line, see spanLine.ts. */
import type { DatabaseSync } from 'node:sqlite';
import type { JsonObject } from '../../core/base/json';
import { messageKinds } from '../../core/pairing/entities';
import type { ExportCounts, ExportSelection } from '../../protocol/exports';
import { listSpans } from '../read/spanList';
import { maskerOf, noticeOf } from './maskedExcerpt';
import type { ExportOptions } from './options';
import { choose, chosenSpans } from './selection';
import { openSnapshot } from './snapshot';
import { SpanContents } from './spanContents';
import type { SpanLine } from './spanLine';

/** Number of spans between two checks of the signal. */
const spansPerChunk = 200;

/**
 * Lines without their line feeds, in order of span ids. A file with secrets says so in its first line. All lines show the capture as it is when the
 * first one is requested. End the generator, by `return` or `for`, to stop early.
 *
 * @returns number of messages and spans, at the end
 */
export function* jsonLines(
  database: DatabaseSync,
  selection: ExportSelection,
  options: ExportOptions = {},
): Generator<string, ExportCounts> {
  const { signal, onProgress } = options;
  signal?.throwIfAborted();
  const snapshot = openSnapshot(database);
  try {
    snapshot.exec('BEGIN');
    const counts = choose(snapshot, selection);
    const { spanCount } = counts;
    const contents = new SpanContents(snapshot);
    const masker = maskerOf(snapshot, options);
    const notice = noticeOf(snapshot, options);
    if (notice !== undefined) yield JSON.stringify({ warning: notice });
    let done = 0;
    for (const span of listSpans(snapshot, { among: chosenSpans, kinds: messageKinds })) {
      const line: SpanLine = { ...span, ...contents.contentsOf(span) };
      yield JSON.stringify(masker ? masker.mask(line as unknown as JsonObject) : line);
      if (++done % spansPerChunk > 0) continue;
      onProgress?.(done, spanCount);
      signal?.throwIfAborted();
    }
    onProgress?.(done, spanCount);
    return counts;
  } finally {
    snapshot.close();
  }
}
