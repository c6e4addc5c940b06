import type { DatabaseSync } from 'node:sqlite';
import { gapWords } from '../../core/amqp/gap';
import type { MermaidOptions } from '../../core/export/mermaid';
import { defaultMaxMessages, mermaid } from '../../core/export/mermaid';
import { nameInBothForms } from '../../core/text/bothForms';
import type { ExportCounts, ExportSelection } from '../../protocol/exports';
import type { LaneLevel } from '../../protocol/lanes';
import { integer } from '../../node/sql/columns';
import { valueOf, valuesOf } from '../../node/sql/statements';
import { readMeta } from '../tables/meta';
import { GapReader } from '../read/gaps';
import { readLanes } from '../read/lanes';
import { RequestReader } from '../read/requests';
import { RowReader } from '../read/rows';
import { maskerOf, noticeOf } from './maskedExcerpt';
import type { ExportOptions } from './options';
import { choose, chosenMessages, chosenSpans } from './selection';
import { openSnapshot } from './snapshot';

/** In SQL: the chosen messages, but for those whose event the row of another one tells. */
const drawnMessages = `
  SELECT id FROM (${chosenMessages}) WHERE id NOT IN (
    SELECT id FROM span WHERE first_form_id IN (SELECT id FROM ${chosenSpans}))`;

interface MermaidExportOptions
  extends Pick<MermaidOptions, 'title' | 'maxMessages'>, Pick<ExportOptions, 'keepSecrets'> {
  /** Level of the participants; default: the filter's level, else `host`. */
  readonly laneLevel?: LaneLevel | undefined;
}

interface MermaidExport extends ExportCounts {
  readonly text: string;
}

/**
 * Exports the selected messages as text for Mermaid, see `core/export/mermaid.ts`.
 *
 * @param options default title: name of the request, else of the capture
 */
export function exportMermaid(
  database: DatabaseSync,
  selection: ExportSelection,
  options: MermaidExportOptions = {},
): MermaidExport {
  const snapshot = openSnapshot(database);
  try {
    snapshot.exec('BEGIN');
    const counts = choose(snapshot, selection);
    const { maxMessages = defaultMaxMessages } = options;
    const ids = valuesOf(snapshot, `${drawnMessages} ORDER BY 1 LIMIT ?`, integer, maxMessages);
    const level = options.laneLevel ?? selection.filter?.laneLevel ?? 'host';
    const gaps = new GapReader(snapshot).gaps();
    const rows = new RowReader(snapshot).rowsByIds(ids, 0, level).map((row, at, all) => {
      const after = all[at - 1]?.messageId ?? row.messageId - 1;
      const before = gaps.filter(
        ({ messageId = Infinity }) => messageId > after && messageId <= row.messageId,
      );
      return {
        ...row,
        label: nameInBothForms(row.label, row.otherForm?.label),
        gaps: before.map(gapWords),
      };
    });
    const text = mermaid(rows, readLanes(snapshot, level), {
      title: options.title ?? titleOf(snapshot, selection),
      maxMessages,
      rowCount: valueOf(snapshot, `SELECT count(*) FROM (${drawnMessages})`, integer),
    });
    const masker = maskerOf(snapshot, options);
    const masked = masker
      ? text
          .split('\n')
          .map(line => masker.maskText(line))
          .join('\n')
      : text;
    const notice = noticeOf(snapshot, options);
    return { ...counts, text: notice === undefined ? masked : `%% ${notice}\n${masked}` };
  } finally {
    snapshot.close();
  }
}

function titleOf(snapshot: DatabaseSync, { request, filter }: ExportSelection): string {
  const id = request ?? filter?.request;
  const summary = id === undefined ? undefined : new RequestReader(snapshot).summaryOf(id);
  return summary ? `${summary.name} (${summary.id})` : readMeta(snapshot).name;
}
