import type { DatabaseSync } from 'node:sqlite';
import { integer } from '../../node/sql/columns';
import { valueOf } from '../../node/sql/statements';
import type { ExportCounts, ExportSelection } from '../../protocol/exports';
import { filterSql } from '../filter/filterSql';
import type { SqlFragment } from '../filter/sqlCondition';

/** Table with the ids of all selected spans, on the connection that {@link choose} was given. */
export const chosenSpans = 'temp.chosen';

/** In SQL: ids of the messages of the selected spans. */
export const chosenMessages = `
  SELECT id FROM message WHERE span_id = id AND id IN (SELECT id FROM ${chosenSpans})
  UNION ALL
  SELECT id FROM message WHERE span_id <> id AND span_id IN (SELECT id FROM ${chosenSpans})`;

/**
 * Finds the selected spans.
 *
 * @param snapshot see `openSnapshot`; it gets the table {@link chosenSpans}
 */
export function choose(snapshot: DatabaseSync, selection: ExportSelection): ExportCounts {
  snapshot.exec(`CREATE TABLE ${chosenSpans} (id INTEGER PRIMARY KEY)`);
  const condition = conditionOf(selection);
  if (condition) {
    snapshot
      .prepare(
        `INSERT INTO ${chosenSpans} (id) SELECT DISTINCT m.span_id FROM message m WHERE ${condition.sql}`,
      )
      .run(...condition.parameters);
  } else {
    // A capture's limit may have dropped all messages of a span that still lasts.
    snapshot.exec(
      `INSERT INTO ${chosenSpans} (id) SELECT id FROM span UNION SELECT span_id FROM message`,
    );
  }
  // Both forms of an event belong to its row.
  snapshot.exec(
    `INSERT OR IGNORE INTO ${chosenSpans} (id)
     SELECT s.first_form_id FROM span s JOIN ${chosenSpans} c ON c.id = s.id
     WHERE s.first_form_id IN (SELECT id FROM span)
     UNION SELECT s.id FROM ${chosenSpans} c JOIN span s ON s.first_form_id = c.id`,
  );
  const count = (rows: string): number =>
    valueOf(snapshot, `SELECT count(*) FROM ${rows}`, integer) ?? 0;
  return { messageCount: count(`(${chosenMessages})`), spanCount: count(chosenSpans) };
}

/** @returns a condition over `message m`; `undefined` when everything is selected */
export function conditionOf(selection: ExportSelection): SqlFragment | undefined {
  const { filter, request, fromMicros, toMicros, messageIds } = selection;
  const conditions = [
    filter && filterSql(filter, 'all'),
    filter?.muted && unmutedSql(filter.muted),
    request === undefined ? undefined : filterSql({ text: '', hiddenLanes: [], request }, 'all'),
    fromMicros === undefined ? undefined : { sql: 'm.at >= ?', parameters: [fromMicros] },
    toMicros === undefined ? undefined : { sql: 'm.at <= ?', parameters: [toMicros] },
    messageIds && {
      sql: 'm.id IN (SELECT value FROM json_each(?))',
      parameters: [JSON.stringify(messageIds)],
    },
  ].filter(each => each !== undefined);
  if (conditions.length === 0) return undefined;
  return {
    sql: conditions.map(({ sql }) => `(${sql})`).join(' AND '),
    parameters: conditions.flatMap(({ parameters }) => parameters),
  };
}

/** @param labels labels of the spans that are left out */
const unmutedSql = (labels: readonly string[]): SqlFragment => ({
  sql: `m.span_id NOT IN (SELECT s.id FROM span s JOIN text t ON t.id = s.label_id
    WHERE t.value IN (SELECT value FROM json_each(?)))`,
  parameters: [JSON.stringify(labels)],
});
