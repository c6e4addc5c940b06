import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import type { Figure } from './figure';
import { median } from './importBench';
import { timed } from './percentiles';

const rounds = 3;
/** Number of bodies; a part is enough, because both results grow with the text. */
const bodies = 60_000;
const words = ['No valid host', 'req-00000007-', 'that is in no message', 'Instance'];

/**
 * Measures whether an index of all character triples would pay for searches in bodies: the time and
 * size of the index against searching all bodies.
 */
export async function benchTextIndex(capture: string, folder: string): Promise<Figure[]> {
  const file = path.join(folder, 'index.db');
  const database = new DatabaseSync(file);
  try {
    database.exec(`
      PRAGMA journal_mode = OFF;
      ATTACH '${capture.replaceAll("'", "''")}' AS capture;
      CREATE TABLE part (id INTEGER PRIMARY KEY, content);
      INSERT INTO part SELECT message_id, content FROM capture.body
        WHERE format = 'json' ORDER BY message_id LIMIT ${bodies}`);
    const bare = usedBytes(database);
    const [copying = NaN] = await timed(1, () =>
      database.exec(`CREATE TABLE again AS SELECT * FROM part; DROP TABLE again`),
    );
    const [building = NaN] = await timed(1, () =>
      database.exec(`
        CREATE VIRTUAL TABLE found USING fts5(
          content, content = 'part', content_rowid = 'id', tokenize = 'trigram', detail = 'none');
        INSERT INTO found (found) VALUES ('rebuild')`),
    );
    const size = usedBytes(database) - bare;
    const millis = async (sql: (word: string) => string) => {
      const each: string[] = [];
      for (const word of words) {
        const statement = database.prepare(sql(word));
        each.push(median(await timed(rounds, () => statement.all())).toFixed(0));
      }
      return `${each.join(', ')} ms`;
    };
    const scan = await millis(word => `SELECT id FROM part WHERE content LIKE '%${word}%'`);
    const indexed = await millis(word => `SELECT rowid FROM found WHERE content LIKE '%${word}%'`);
    return [
      {
        what: `index of text in ${bodies} bodies (${(bare / 1e6).toFixed(0)} MB)`,
        value: `${(building / 1000).toFixed(1)} s, ${(size / 1e6).toFixed(0)} MB`,
        comparedWith: 'writing these bodies once more:',
        ratio: `${(copying / 1000).toFixed(1)} s`,
        aim: '–',
      },
      {
        what: `search with it for ${words.map(word => `"${word}"`).join(', ')}`,
        value: indexed,
        comparedWith: 'looking at all of them:',
        ratio: scan,
        aim: '–',
      },
    ];
  } finally {
    database.close();
    rmSync(file, { force: true });
  }
}

function usedBytes(database: DatabaseSync): number {
  const pragma = (name: string): number => Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
}
