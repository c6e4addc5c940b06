/**
 * Captures that a stranger could send to do harm: each entry makes one from a good capture. They are
 * made here, byte by byte where SQLite refuses to, so that no such file has to be kept.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { pages } from './sqlitePages';

/** Makes a hostile capture. @param file path of a copy of a good capture, which may be replaced */
type Make = (file: string) => void;

/** Changes a capture by SQL that may also change the schema's own table. */
const sql =
  (...statements: readonly string[]): Make =>
  file => {
    const database = new DatabaseSync(file, {
      defensive: false,
      enableDoubleQuotedStringLiterals: true,
    });
    try {
      for (const statement of statements) {
        database.exec('PRAGMA writable_schema = ON');
        database.exec(statement);
      }
    } finally {
      database.close();
    }
  };

/** Changes the text of the statement that made an object; rows stay as they are. */
const statementOf = (name: string, from: string, to: string): Make =>
  sql(`UPDATE sqlite_schema SET sql = replace(sql, '${from}', '${to}') WHERE name = '${name}'`);

/** Puts a value that the column's declaration forbids into a column of all rows. */
const value = (table: string, column: string, expression: string): Make => {
  const declaration = `SELECT sql FROM sqlite_schema WHERE name = '${table}'`;
  return file => {
    const database = new DatabaseSync(file, { defensive: false });
    const kept = String(database.prepare(declaration).get()?.['sql']);
    database.close();
    const loose = kept.replaceAll(' NOT NULL', '').replaceAll("'", "''");
    const put = (text: string) =>
      sql(`UPDATE sqlite_schema SET sql = '${text}' WHERE name = '${table}'`)(file);
    put(loose);
    sql(`UPDATE OR IGNORE ${table} SET ${column} = ${expression}`)(file);
    put(kept.replaceAll("'", "''"));
  };
};

const older =
  (change: Make): Make =>
  file => {
    const packed = path.resolve('test/fixtures/captures/version1/capture.rpcscope.gz');
    fs.writeFileSync(file, gunzipSync(fs.readFileSync(packed)));
    change(file);
  };

const replaced =
  (replace: (file: string) => void): Make =>
  file => {
    fs.rmSync(file);
    replace(file);
  };

const bytes =
  (change: (whole: Buffer) => Buffer): Make =>
  file => {
    const whole = fs.readFileSync(file);
    fs.writeFileSync(file, change(whole));
  };

const terabyte = 1024 ** 4;

/** Puts a number into the header of the file. */
const head = (at: number, number: number): Make =>
  bytes(whole => {
    whole.writeUInt32BE(number, at);
    return whole;
  });

const sequence =
  (...makes: readonly Make[]): Make =>
  file => {
    for (const make of makes) make(file);
  };

const firstPage = (file: string): Buffer => fs.readFileSync(file).subarray(0, 8192);

function emptyFile(file: string): string {
  fs.writeFileSync(file, '');
  return file;
}

const endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)';
/** In SQL: a text of 300 MB. */
const text300MB = `CAST(hex(zeroblob(150000000)) AS TEXT)`;
const big = '9223372036854775807';

/** Replaces a table by a view of the same columns that runs something first. */
const viewFor = (table: string): Make =>
  sql(
    `ALTER TABLE ${table} RENAME TO hidden`,
    `CREATE VIEW ${table} AS SELECT * FROM hidden WHERE (${endless} SELECT count(*) FROM n) > 0`,
  );

export const hostileCaptures: Readonly<Record<string, Make>> = {
  // Schemas that run something.
  'a view in place of messages': viewFor('message'),
  'a view in place of the description': viewFor('meta'),
  'a view in place of bookmarks': viewFor('bookmark'),
  'a view of a newer format in place of the description': file => {
    viewFor('meta')(file);
    sql('PRAGMA user_version = 99')(file);
  },
  'one view more': sql(`CREATE VIEW more AS ${endless} SELECT * FROM n`),
  'a trigger on bookmarks': sql(
    `CREATE TRIGGER steal AFTER INSERT ON bookmark BEGIN DELETE FROM message; END`,
  ),
  'a trigger on the description': sql(
    `CREATE TRIGGER steal BEFORE UPDATE ON meta BEGIN SELECT raise(FAIL, 'no'); END`,
  ),
  'a trigger in place of an update by the migration': older(
    sql(`CREATE TRIGGER steal AFTER UPDATE ON message BEGIN
      DELETE FROM body; END`),
  ),
  'a view of version 1': older(viewFor('body')),
  'a check of version 1': older(
    statementOf(
      'span',
      'kind INTEGER NOT NULL',
      'kind INTEGER NOT NULL CHECK (randomblob(1000000000) IS NOT NULL)',
    ),
  ),
  'a generated column of version 1': older(
    statementOf('body', 'format TEXT NOT NULL', 'format TEXT AS (hex(zeroblob(100000000)))'),
  ),
  'a virtual table for full text': sql('CREATE VIRTUAL TABLE words USING fts5(content)'),
  'an older virtual table for full text': sql('CREATE VIRTUAL TABLE words USING fts4(content)'),
  'a virtual table for places': sql('CREATE VIRTUAL TABLE places USING rtree(id, a, b)'),
  'a virtual table in place of strings': sql(
    'ALTER TABLE text RENAME TO hidden',
    'CREATE VIRTUAL TABLE text USING fts5(value)',
  ),
  'a virtual table of pages': sql('CREATE VIRTUAL TABLE pages USING dbstat(main)'),
  'a virtual table of an unknown kind': sql(
    `INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 0, 'CREATE VIRTUAL TABLE x USING nothing(a)')`,
  ),
  'a generated column': sql(
    'ALTER TABLE message ADD COLUMN more TEXT AS (hex(zeroblob(100000000))) VIRTUAL',
  ),
  'a stored generated column': statementOf(
    'span',
    'state INTEGER NOT NULL',
    'state INTEGER AS (kind) STORED',
  ),
  'a check that makes garbage': statementOf(
    'bookmark',
    'note TEXT NOT NULL',
    'note TEXT NOT NULL CHECK (randomblob(1000000000) IS NOT NULL)',
  ),
  'a check of the table': statementOf(
    'meta',
    'value TEXT NOT NULL',
    'value TEXT NOT NULL, CHECK (length(value) < 1e9)',
  ),
  'a foreign collation': statementOf('text', 'NOT NULL UNIQUE', 'NOT NULL COLLATE evil UNIQUE'),
  'a collation of SQLite': statementOf('text', 'NOT NULL UNIQUE', 'NOT NULL COLLATE nocase UNIQUE'),
  'a default that is an expression': statementOf(
    'bookmark',
    'note TEXT NOT NULL',
    'note TEXT NOT NULL DEFAULT (hex(randomblob(100000000)))',
  ),
  'an index on an expression': sql('CREATE INDEX more ON message (abs(at))'),
  'a partial index that is not ours': sql(
    `CREATE INDEX more ON message (at) WHERE label_id LIKE '%x'`,
  ),
  'an index of ours with another condition': statementOf(
    'span_orphan',
    'state = ',
    '1 = 1 OR state = ',
  ),
  'an index on a collation': sql('CREATE INDEX more ON text (value COLLATE nocase)'),
  'one table more': sql('CREATE TABLE more (id INTEGER PRIMARY KEY)'),
  'statistics of tables': sql('ANALYZE'),
  'a foreign key': statementOf(
    'bookmark',
    'note TEXT NOT NULL',
    'note TEXT NOT NULL REFERENCES text',
  ),
  'a strict table': sql(`UPDATE sqlite_schema SET sql = sql || ' STRICT' WHERE name = 'bookmark'`),
  'a column that counts by itself': statementOf(
    'bookmark',
    'PRIMARY KEY',
    'PRIMARY KEY AUTOINCREMENT',
  ),
  'a conflict clause': statementOf(
    'text',
    'NOT NULL UNIQUE',
    'NOT NULL UNIQUE ON CONFLICT REPLACE',
  ),
  'a quoted word': statementOf('bookmark', 'note TEXT', 'note "TEXT"'),
  'a table without its rows’ numbers': statementOf('delivery', 'WITHOUT ROWID', ''),

  // Schemas that lack something, or lie.
  'no deliveries': sql('DROP TABLE delivery'),
  'no table at all': sql('DELETE FROM sqlite_schema'),
  'no index': sql('DROP INDEX span_long'),
  'a column with another name': sql('ALTER TABLE message RENAME COLUMN wire_bytes TO bytes'),
  'a column more': sql('ALTER TABLE message ADD COLUMN more TEXT'),
  'a column less': sql('ALTER TABLE message DROP COLUMN broker_at_millis'),
  'a version without its columns': sql('PRAGMA user_version = 2'),
  'a version of the past': sql('PRAGMA user_version = 1'),
  'a version below zero': sql('PRAGMA user_version = -1'),
  'no version': sql('PRAGMA user_version = 0'),
  'a version of the far future': sql('PRAGMA user_version = 2147483647'),
  'another application’s file': sql('PRAGMA application_id = 7'),
  'a statement that is no text': sql(`UPDATE sqlite_schema SET sql = x'00' WHERE name = 'message'`),
  'a table without a statement': sql(`UPDATE sqlite_schema SET sql = NULL WHERE name = 'message'`),
  'a statement that is garbage': sql(`UPDATE sqlite_schema SET sql = 'CREATE' WHERE name = 'span'`),
  'a row of the schema with another name': sql(
    `UPDATE sqlite_schema SET name = 'spam' WHERE name = 'span'`,
  ),
  'two tables in one tree': sql(`UPDATE sqlite_schema SET rootpage =
    (SELECT rootpage FROM sqlite_schema WHERE name = 'body') WHERE name = 'span'`),
  'an index in the tree of a table': sql(`UPDATE sqlite_schema SET rootpage =
    (SELECT rootpage FROM sqlite_schema WHERE name = 'body') WHERE name = 'span_request'`),
  'a table in the tree of the schema': sql(
    `UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'text'`,
  ),
  'a table beyond the end': sql(
    `UPDATE sqlite_schema SET rootpage = 2147483646 WHERE name = 'text'`,
  ),
  'a description of tables that is 10 MB long': sql(`UPDATE sqlite_schema SET sql =
    replace(sql, 'CREATE TABLE', 'CREATE' || printf('%10000000s', '') || 'TABLE') WHERE name = 'span'`),
  'a hundred thousand tables': sql(`INSERT INTO sqlite_schema ${endless}
    SELECT 'table', 't' || i, 't' || i, 2, 'CREATE TABLE t' || i || ' (a)' FROM n LIMIT 100000`),

  // Trees of pages.
  'messages whose pages occur again and again': pages(file => file.repeatChildren('message')),
  'strings whose pages occur again and again': pages(file => file.repeatChildren('text')),
  'contents whose pages occur again and again': pages(file => file.repeatChildren('body')),
  'deliveries whose pages occur again and again': pages(file => file.repeatChildren('delivery')),
  'a description whose pages occur again and again': pages(file => file.repeatChildren('meta')),
  'an index whose pages occur again and again': pages(file => file.repeatChildren('message_later')),
  'a schema whose pages occur again and again': pages(file => file.repeatSchema()),
  'a schema that is its own child': pages(file => file.nameItself(1)),
  'messages that are their own child': pages(file => file.nameItself(file.rootOf('message'))),
  'a content whose pages form a circle': pages(file => file.circleOfOverflow()),
  'a list of free pages that forms a circle': pages(file => file.circleOfFreePages()),
  'numbers that claim to be longer than the page': pages(file => file.giantNumbers('message')),
  'a page with more cells than there is room for': pages(file => file.tooManyCells('message')),
  'a page of another type': pages(file => file.otherType('message')),

  // Values that their columns do not take.
  ...Object.fromEntries(
    [
      ['message', 'kind'],
      ['message', 'label_id'],
      ['message', 'at'],
      ['message', 'redelivered'],
      ['message', 'span_id'],
      ['span', 'state'],
      ['span', 'request_id'],
      ['span', 'published_at'],
      ['body', 'content'],
      ['body', 'format'],
      ['body', 'properties'],
      ['body', 'routing_keys'],
      ['body', 'routed_queues'],
      ['text', 'value'],
      ['process', 'service'],
      ['process', 'pid'],
      ['connection', 'message_count'],
      ['connection', 'lane_order'],
      ['request', 'group_id'],
      ['request', 'first_at'],
      ['delivery', 'connection_id'],
      ['meta', 'value'],
    ].flatMap(([table = '', column = '']) =>
      Object.entries({
        nothing: 'NULL',
        bytes: `x'00ff1b'`,
        'a text': `'no number' || rowid_or_key`,
        'a fraction': '0.5',
        'a huge number': big,
        'a number below zero': `-${big}`,
      }).map(([what, expression]) => [
        `${table}.${column} with ${what}`,
        value(table, column, expression.replace(' || rowid_or_key', '')),
      ]),
    ),
  ),
  'infinite numbers': value('connection', 'lane_order', '9e999'),
  'ids beyond 2^53': sql(
    'UPDATE message SET id = id + 9007199254740993',
    'UPDATE span SET id = id + 9007199254740993',
  ),
  'ids beyond 2^32': sql('UPDATE message SET id = id + 9007199254740000 WHERE id > 20'),
  'ids below zero': sql('UPDATE message SET id = -id', 'UPDATE span SET id = -id'),
  'times beyond the calendar': sql(
    'UPDATE message SET at = 9007199254740990',
    'UPDATE span SET published_at = 9007199254740990, delivered_at = 9007199254740990',
    'UPDATE request SET first_at = 9007199254740990, last_at = 9007199254740990',
  ),
  'counts below zero': sql(
    'UPDATE message SET publish_count = -5, deliver_count = -7, wire_bytes = -9',
    'UPDATE connection SET message_count = -3, error_count = -4',
    'UPDATE request SET span_count = -1',
  ),
  'counts that overflow a sum': sql(`UPDATE connection SET message_count = ${big}`),
  'a list of a million keys': sql(`UPDATE body SET routing_keys =
    (SELECT json_group_array('k') FROM (${endless} SELECT i FROM n LIMIT 1000000)) WHERE message_id = 1`),
  'a deep list': sql(`UPDATE body SET routing_keys = replace(printf('%100000s', ''), ' ', '[')`),
  'deep properties': sql(
    `UPDATE body SET properties = replace(printf('%100000s', ''), ' ', '{"a":') || '1' ||
      replace(printf('%100000s', ''), ' ', '}')`,
  ),
  'a deep content': sql(
    `UPDATE body SET format = 'json', content = replace(printf('%200000s', ''), ' ', '[') ||
      replace(printf('%200000s', ''), ' ', ']')`,
  ),
  'properties that are no JSON': sql(`UPDATE body SET properties = '{'`),
  'a description that is no JSON': sql(`UPDATE meta SET value = '{'`),
  'a description of other types': sql(
    `UPDATE meta SET value = '{"name":7,"origin":[],"recordCount":"x","skipped":7,"firstAtMicros":"y","isEnded":"no"}' WHERE key = 'capture'`,
  ),
  'a description that is deep': sql(
    `UPDATE meta SET value = replace(printf('%100000s', ''), ' ', '[') WHERE key = 'capture'`,
  ),
  'a title of 50 MB': sql(
    `INSERT INTO meta VALUES ('title', '"' || printf('%50000000s', '') || '"')`,
  ),
  'a hundred thousand bookmarks': sql(`INSERT INTO bookmark (message_id, note, created_at)
    ${endless} SELECT i, 'x', 1 FROM n LIMIT 100000`),
  'escapes of a terminal in all strings': sql(
    `UPDATE text SET value = value || char(27) || ']0;x' || char(7) || char(155) || '31m' || char(127) || char(133) || char(8238)`,
    `UPDATE process SET service = service || char(27) || '[2J' || char(155)`,
  ),
  'processes that follow each other in a circle': sql('UPDATE process SET follows_id = id'),
  'connections without their process': sql('DELETE FROM process'),
  'spans that are their own reply': sql(
    'UPDATE span SET reply_message_id = id, end_message_id = id',
  ),
  'spans that end in the far future': sql('UPDATE span SET end_message_id = 9007199254740990'),
  'all spans in one request': sql('UPDATE span SET request_id = (SELECT min(id) FROM request)'),
  'messages of a span that is not there': sql('DELETE FROM span'),
  'no strings': sql('PRAGMA foreign_keys = OFF; DELETE FROM text'),
  'no rows': sql('DELETE FROM message; DELETE FROM span; DELETE FROM body; DELETE FROM meta'),

  // Headers (SQLite's file format, §1.3).
  'text in UTF-16 by its header': head(56, 2),
  'text in an encoding that is none': head(56, 9),
  'a schema of the far future': head(44, 9),
  'a cache of 2^31 pages': head(48, 0x7fffffff),
  'a list of 2^32 free pages': head(36, 0xffffffff),
  'a list of free pages that begins with the schema': sequence(head(32, 1), head(36, 5)),
  'a file that tidies itself, by its header': sequence(head(52, 9), head(64, 1)),
  'a format that nobody may read': bytes(whole => whole.fill(9, 18, 20)),
  'pages that are mostly reserved': bytes(whole => whole.fill(255, 20, 21)),
  'fractions of pages that are none': bytes(whole => whole.fill(0, 21, 24)),

  // Logs and journals.
  'a log of 1 TB of holes': file => fs.truncateSync(emptyFile(`${file}-wal`), terabyte),
  'a log that begins well, with 1 TB of holes': file => {
    wal(file, [[1, firstPage(file)]]);
    fs.truncateSync(`${file}-wal`, terabyte);
  },
  'a log of two thousand versions of the schema': file => {
    const first = firstPage(file);
    wal(
      file,
      Array.from({ length: 2_000 }, () => [1, first] as const),
    );
  },
  'an index of the log of 1 TB of holes': file => {
    wal(file, [[1, firstPage(file)]]);
    fs.truncateSync(emptyFile(`${file}-shm`), terabyte);
  },
  'an index of the log of garbage': file => {
    wal(file, [[1, firstPage(file)]]);
    fs.writeFileSync(`${file}-shm`, Buffer.alloc(65_536, 0xa5));
  },
  'a log without a capture': file => {
    wal(file, [[1, firstPage(file)]]);
    fs.truncateSync(file, 0);
  },
  'a journal of 1 TB of holes': file => fs.truncateSync(emptyFile(`${file}-journal`), terabyte),
  'a journal that makes the file 16 TB long': file => journal(file, 2 ** 31 - 2),
  'a journal that empties the file': file => journal(file, 0),
  'a journal that puts a page far away': file => journal(file, 100, 2 ** 31 - 3),

  // Names and texts.
  'names of tables with escapes of a terminal': sql(
    `CREATE TABLE "x\u001b]0;x\u0007\u009b31m\u202e" (a)`,
  ),
  'a name of a table with 1 MB': sql(`CREATE TABLE "${'x'.repeat(1_000_000)}" (a)`),
  'strings that are no UTF-8': sql(`UPDATE text SET value = CAST(x'c328ff' || value AS TEXT)`),
  'strings with NULs': sql(`UPDATE text SET value = CAST(x'610062' || value AS TEXT)`),
  'a string of 50 MB': sql(
    `UPDATE text SET value = printf('%.*c', 50000000, 'x') WHERE id = (SELECT max(id) FROM text)`,
  ),
  'a content of 300 MB': sql(
    `UPDATE body SET format = 'text', content = ${text300MB} WHERE message_id = 1`,
  ),
  'a string of 300 MB': sql(
    `UPDATE text SET value = ${text300MB} WHERE id = (SELECT max(id) FROM text)`,
  ),
  'contents that are no UTF-8': sql(
    `UPDATE body SET format = 'json', content = CAST(x'7b2261223a22ff227d' AS TEXT)`,
  ),
  'contents of another format': sql(
    `UPDATE body SET format = 'json', content = x'1f8b0800' WHERE message_id % 2 = 0`,
    `UPDATE body SET format = 'bytes', content = 'x' WHERE message_id % 2 = 1`,
  ),
  'a content of 100 MB of zeros': sql(
    `UPDATE body SET format = 'bytes', content = zeroblob(100000000) WHERE message_id = 1`,
  ),
  'a content of a million members': sql(
    `UPDATE body SET format = 'json', content = (SELECT '{' || group_concat('"a' || i || '":1') || '}'
      FROM (${endless} SELECT i FROM n LIMIT 300000)) WHERE message_id = 1`,
  ),
  'a content of JavaScript’s own names': sql(
    `UPDATE body SET format = 'json', content = '{"__proto__":{"x":1},"constructor":1,"method":{"toString":1}}'`,
  ),
  'escapes of a terminal in the description': sql(
    `UPDATE meta SET value = json_set(value, '$.name', char(27) || '[2J' || char(155) || char(10) || char(8238),
      '$.origin', char(27) || ']0;x' || char(7)) WHERE key = 'capture'`,
    `INSERT OR REPLACE INTO meta VALUES ('title', json_quote(char(27) || '[2J' || char(8238)))`,
  ),
  'bookmarks of nothing with escapes of a terminal': sql(
    `INSERT INTO bookmark (message_id, note, created_at) VALUES (999999999, char(27) || '[2J', -1)`,
  ),

  // Rows that refer to each other.
  'processes that follow each other by twos': sql(
    'UPDATE process SET follows_id = CASE id WHEN 1 THEN 2 ELSE 1 END',
  ),
  'requests that are each other’s group': sql(
    'UPDATE request SET group_id = (SELECT max(id) FROM request) + (SELECT min(id) FROM request) - id',
  ),
  'all messages in one span': sql('UPDATE message SET span_id = 1'),
  'spans that publish each other': sql(
    `UPDATE span SET caller_id = 1, handler_id = 1, request_id = 1, global_request_id = 1,
      published_at = 1000, delivered_at = 1000, end_message_id = 99, label_id = 1`,
  ),
  'a hundred thousand spans in one request, each in the other': sql(
    `INSERT OR IGNORE INTO span SELECT n.i + 1000, kind, state, label_id, method_id, namespace_id,
      version_id, msg_id, reply_queue_id, 1, 1, has_user, timeout_millis, 1000, 1000 + n.i, 1, 1, 1, 1,
      reply_message_id, 999999999, heartbeat_count, failure_class_id, is_slow, error_message_id, wire_bytes,
      first_form_id, is_read_later FROM span, (${endless} SELECT i FROM n LIMIT 100000) n WHERE span.id = 1`,
  ),
  'a million deliveries of one message': sql(
    `INSERT OR IGNORE INTO delivery SELECT 1, n.i + 10, at, queue_id, connection_id, redelivered,
      dead_lettered, record FROM (SELECT * FROM delivery LIMIT 1),
      (${endless} SELECT i FROM n LIMIT 300000) n`,
  ),
  'a hundred thousand gaps that end before they begin': sql(
    `INSERT INTO gap SELECT i, 'paused', 9007199254740990, -9007199254740990, -1, 1, -i
      FROM (${endless} SELECT i FROM n LIMIT 100000)`,
  ),
  'kinds and states beyond their lists': sql(
    'UPDATE span SET kind = 99, state = 77',
    'UPDATE message SET kind = -1',
  ),
  'times before the calendar': sql(
    'UPDATE message SET at = -9007199254740990, delivered_at = -1',
    'UPDATE span SET published_at = -9007199254740990, delivered_at = 9007199254740990',
    'UPDATE delivery SET at = -5',
  ),
  'indexes in each other’s trees': sql(
    `UPDATE sqlite_schema SET rootpage = CASE name WHEN 'span_request'
      THEN (SELECT rootpage FROM sqlite_schema WHERE name = 'span_error')
      ELSE (SELECT rootpage FROM sqlite_schema WHERE name = 'span_request') END
      WHERE name IN ('span_request', 'span_error')`,
  ),
  'an index without rows': sql(
    `CREATE TABLE empty (a)`,
    `UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'empty')
      WHERE name = 'message_later'`,
    `DELETE FROM sqlite_schema WHERE name = 'empty'`,
  ),
  'statistics that lie': sql(
    'ANALYZE',
    `UPDATE sqlite_stat1 SET stat = '9223372036854775807 0 -1 unordered noskipscan'`,
  ),

  // Files.
  'pages of 512 bytes': sql('PRAGMA page_size = 512; VACUUM'),
  'pages of 65,536 bytes': sql('PRAGMA page_size = 65536; VACUUM'),
  'a file that tidies itself': sql('PRAGMA auto_vacuum = FULL; VACUUM'),
  'UTF-16': replaced(file => {
    const database = new DatabaseSync(file);
    database.exec(`PRAGMA page_size = 8192; PRAGMA encoding = 'UTF-16le';
      PRAGMA application_id = 1380991827; PRAGMA user_version = 3; CREATE TABLE meta (key, value)`);
    database.close();
  }),
  'a file of holes': bytes(whole => whole.fill(0, 8192 * 4)),
  'a huge file of holes': file => fs.truncateSync(file, 64 * 1024 ** 3),
  'a file that was cut off': bytes(whole => whole.subarray(0, whole.length / 2)),
  'the first page alone': bytes(whole => whole.subarray(0, 8192)),
  'the first hundred bytes': bytes(whole => whole.subarray(0, 100)),
  'an empty file': bytes(() => Buffer.alloc(0)),
  zeros: bytes(whole => Buffer.alloc(whole.length)),
  'the head of a database before noise': bytes(whole => whole.fill(0xa5, 100)),
  'a header that claims to be larger': bytes(whole => {
    whole.writeUInt32BE(0x7fffffff, 28);
    return whole;
  }),
  'a log of another database': file => {
    const other = `${file}.other`;
    fs.copyFileSync(file, other);
    const database = new DatabaseSync(other);
    database.exec(`PRAGMA journal_mode = WAL; CREATE VIEW more AS ${endless} SELECT * FROM n;
      DELETE FROM message`);
    fs.copyFileSync(`${other}-wal`, `${file}-wal`);
    database.close();
    sqlHead(file, 2);
  },
  'a log with a schema that occurs again and again': file => {
    const other = `${file}.other`;
    fs.copyFileSync(file, other);
    pages(each => each.repeatSchema())(other);
    wal(file, [[1, firstPage(other)]]);
  },
  'a log of garbage': file => fs.writeFileSync(`${file}-wal`, Buffer.alloc(100_000, 0x5a)),
  'a log that is a folder': file => fs.mkdirSync(`${file}-wal`),
  'a log that is a pipe': file => pipe(`${file}-wal`),
  'a log that is a link to a file of the user': file =>
    fs.symlinkSync(victimOf(file), `${file}-wal`),
  'an index of the log that is a pipe': file => pipe(`${file}-shm`),
  'a journal that is a pipe': file => pipe(`${file}-journal`),
  'a journal that is a link to a file of the user': file =>
    fs.symlinkSync(victimOf(file), `${file}-journal`),
  'a journal of garbage': file => fs.writeFileSync(`${file}-journal`, Buffer.alloc(10_000, 0x5a)),
  'a journal that names a file of the user': file => superJournal(file),
  'a folder': replaced(file => fs.mkdirSync(file)),
  'a pipe': replaced(pipe),
  'a device without end': replaced(file => fs.symlinkSync('/dev/zero', file)),
  'a device that gives nothing': replaced(file => fs.symlinkSync('/dev/null', file)),
  'a terminal': replaced(file => fs.symlinkSync('/dev/tty', file)),
  'a link to itself': replaced(file => fs.symlinkSync(file, file)),
  'a link to nothing': replaced(file => fs.symlinkSync(`${file}.gone`, file)),
};

function pipe(file: string): void {
  execFileSync('mkfifo', [file]);
}

/** Makes a file beside the capture that opening the capture must not change. @returns its path */
function victimOf(file: string): string {
  const victim = `${file}.victim`;
  fs.writeFileSync(victim, 'precious');
  return victim;
}

/** Marks a file as one that has a log. @param version 2 for a log, 1 for a journal */
function sqlHead(file: string, version: number): void {
  const whole = fs.readFileSync(file);
  whole[18] = version;
  whole[19] = version;
  fs.writeFileSync(file, whole);
}

/** Writes a log with valid sums, so that SQLite takes its pages (SQLite's file format, §4.2). */
function wal(file: string, frames: readonly (readonly [number, Buffer])[]): void {
  sqlHead(file, 2);
  const sums: [number, number] = [0, 0];
  const add = (part: Buffer): void => {
    for (let at = 0; at < part.length; at += 8) {
      sums[0] = (sums[0] + part.readUInt32BE(at) + sums[1]) >>> 0;
      sums[1] = (sums[1] + part.readUInt32BE(at + 4) + sums[0]) >>> 0;
    }
  };
  const head = Buffer.alloc(32);
  [0x377f0683, 3_007_000, 8192, 0, 1, 2].forEach((word, at) => head.writeUInt32BE(word, at * 4));
  add(head.subarray(0, 24));
  sums.forEach((sum, at) => head.writeUInt32BE(sum, 24 + at * 4));
  const size = fs.statSync(file).size / 8192;
  const written = frames.map(([page, content], at) => {
    const frame = Buffer.alloc(24);
    [page, at === frames.length - 1 ? size : 0, 1, 2].forEach((word, n) =>
      frame.writeUInt32BE(word, n * 4),
    );
    add(frame.subarray(0, 8));
    add(content);
    sums.forEach((sum, n) => frame.writeUInt32BE(sum, 16 + n * 4));
    return Buffer.concat([frame, content]);
  });
  fs.writeFileSync(`${file}-wal`, Buffer.concat([head, ...written]));
}

/** The header of a journal, and its record of a page with its sum. */
function journalParts(content: Buffer, pages: number, page: number) {
  const header = Buffer.alloc(512);
  Buffer.from('d9d505f920a163d7', 'hex').copy(header);
  [1, 7, pages, 512, 8192].forEach((word, at) => header.writeUInt32BE(word, 8 + at * 4));
  let sum = 7;
  for (let at = 8192 - 200; at > 0; at -= 200) sum = (sum + (content[at] ?? 0)) >>> 0;
  const [number, sumBytes] = [Buffer.alloc(4), Buffer.alloc(4)];
  number.writeUInt32BE(page);
  sumBytes.writeUInt32BE(sum);
  return { header, record: Buffer.concat([number, content, sumBytes]) };
}

/** Leaves a journal that is rolled back, and names a file that SQLite then deletes (§3.3). */
function superJournal(file: string): void {
  const victim = victimOf(file);
  const whole = fs.readFileSync(file);
  const { header, record } = journalParts(whole.subarray(0, 8192), whole.length / 8192, 1);
  const name = Buffer.from(victim);
  const nameHead = Buffer.alloc(4);
  // Number of the page that SQLite never uses: the lock-byte page, which has the byte at 2^30.
  nameHead.writeUInt32BE(2 ** 30 / 8192 + 1);
  const tail = Buffer.alloc(8);
  tail.writeUInt32BE(name.length);
  tail.writeUInt32BE(
    name.reduce((all, byte) => all + byte, 0),
    4,
  );
  const magic = header.subarray(0, 8);
  fs.writeFileSync(`${file}-journal`, Buffer.concat([header, record, nameHead, name, tail, magic]));
}

/**
 * Leaves a journal that is rolled back (SQLite's file format, §3): it puts back a page, and makes the
 * file as long as it was.
 *
 * @param pages number of pages that the file had
 * @param page number of the page, whose content is that of the first one
 */
function journal(file: string, pages: number, page = 1): void {
  const { header, record } = journalParts(fs.readFileSync(file).subarray(0, 8192), pages, page);
  fs.writeFileSync(`${file}-journal`, Buffer.concat([header, record]));
}
