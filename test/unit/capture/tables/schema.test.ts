/**
 * Tests the file format: other tools query these tables, and older versions of RPC Scope wrote
 * them.
 */
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { text } from '../../../../src/node/sql/columns';
import { valuesOf } from '../../../../src/node/sql/statements';
import { schema, schemaVersion } from '../../../../src/capture/tables/schema';

/** Statements of format 7, without comments and line breaks. */
const format7 = [
  `CREATE TABLE bookmark(message_id INTEGER PRIMARY KEY,note TEXT NOT NULL,created_at INTEGER NOT NULL)`,
  `CREATE TABLE meta(key TEXT PRIMARY KEY,value TEXT NOT NULL)WITHOUT ROWID`,
  `CREATE TABLE text(id INTEGER PRIMARY KEY,value TEXT NOT NULL UNIQUE)`,
  `CREATE TABLE process(id INTEGER PRIMARY KEY,service TEXT NOT NULL,host TEXT NOT NULL,is_named INTEGER NOT NULL,program TEXT,pid INTEGER,inferred_from TEXT,service_key TEXT NOT NULL,host_key TEXT NOT NULL,process_key TEXT NOT NULL,connected_at INTEGER,follows_id INTEGER)`,
  `CREATE TABLE connection(id INTEGER PRIMARY KEY,name TEXT NOT NULL,connection_name TEXT,connected_at_millis INTEGER,process_id INTEGER NOT NULL,lane_order REAL,message_count INTEGER NOT NULL,error_count INTEGER NOT NULL,vhost_id INTEGER)`,
  `CREATE TABLE consumer(queue_id INTEGER NOT NULL,n INTEGER NOT NULL,connection_id INTEGER NOT NULL,PRIMARY KEY(queue_id,n))WITHOUT ROWID`,
  `CREATE TABLE span(id INTEGER PRIMARY KEY,kind INTEGER NOT NULL,state INTEGER NOT NULL,label_id INTEGER NOT NULL,method_id INTEGER,namespace_id INTEGER,version_id INTEGER,msg_id TEXT,reply_queue_id INTEGER,request_id INTEGER,global_request_id INTEGER,has_user INTEGER NOT NULL,timeout_millis INTEGER,published_at INTEGER,delivered_at INTEGER,reply_published_at INTEGER,reply_delivered_at INTEGER,caller_id INTEGER,handler_id INTEGER,reply_message_id INTEGER,end_message_id INTEGER,heartbeat_count INTEGER NOT NULL,failure_class_id INTEGER,is_slow INTEGER NOT NULL,error_message_id INTEGER,wire_bytes INTEGER NOT NULL,first_form_id INTEGER,is_read_later INTEGER NOT NULL)`,
  `CREATE INDEX span_request ON span(request_id)WHERE request_id IS NOT NULL`,
  `CREATE INDEX span_error ON span(error_message_id)WHERE error_message_id IS NOT NULL`,
  `CREATE INDEX span_orphan ON span(id)WHERE state = 7`,
  `CREATE INDEX span_second_form ON span(first_form_id)WHERE first_form_id IS NOT NULL`,
  `CREATE INDEX span_long ON span(end_message_id)WHERE end_message_id - id > 512`,
  `CREATE TABLE request(id INTEGER PRIMARY KEY,group_id INTEGER NOT NULL,first_span_id INTEGER NOT NULL,last_message_id INTEGER NOT NULL,first_at INTEGER NOT NULL,last_at INTEGER NOT NULL,span_count INTEGER NOT NULL,error_count INTEGER NOT NULL,has_user INTEGER NOT NULL)`,
  `CREATE INDEX request_group ON request(group_id)`,
  `CREATE TABLE message(id INTEGER PRIMARY KEY,span_id INTEGER NOT NULL,kind INTEGER NOT NULL,at INTEGER NOT NULL,publish_count INTEGER NOT NULL,sender_id INTEGER,receiver_id INTEGER,delivered_at INTEGER,deliver_count INTEGER NOT NULL,routed_count INTEGER NOT NULL,redelivered INTEGER NOT NULL,exchange_id INTEGER NOT NULL,routing_key_id INTEGER NOT NULL,queue_id INTEGER,label_id INTEGER NOT NULL,detail_id INTEGER NOT NULL,method_id INTEGER,request_id INTEGER,unique_id TEXT,dead_lettered INTEGER NOT NULL,publish_record INTEGER,broker_at_millis INTEGER,wire_bytes INTEGER NOT NULL,is_read_later INTEGER NOT NULL,told_at INTEGER)`,
  `CREATE INDEX message_later ON message(span_id)WHERE span_id <> id`,
  `CREATE INDEX message_redelivered ON message(span_id)WHERE redelivered = 1`,
  `CREATE INDEX message_dead_lettered ON message(span_id)WHERE dead_lettered = 1`,
  `CREATE TABLE delivery(message_id INTEGER NOT NULL,n INTEGER NOT NULL,at INTEGER NOT NULL,queue_id INTEGER NOT NULL,connection_id INTEGER NOT NULL,redelivered INTEGER NOT NULL,dead_lettered INTEGER NOT NULL,record INTEGER NOT NULL,PRIMARY KEY(message_id,n))WITHOUT ROWID`,
  `CREATE TABLE republish(message_id INTEGER NOT NULL,record INTEGER NOT NULL,at INTEGER NOT NULL,connection_id INTEGER NOT NULL,PRIMARY KEY(message_id,record))WITHOUT ROWID`,
  `CREATE TABLE body(message_id INTEGER PRIMARY KEY,format TEXT NOT NULL,content,envelope_version TEXT,opaque_reason TEXT,properties TEXT NOT NULL,routing_keys TEXT NOT NULL,routed_queues TEXT,vhost_id INTEGER NOT NULL,node_id INTEGER NOT NULL,user_id INTEGER NOT NULL)`,
  `CREATE TABLE gap(id INTEGER PRIMARY KEY,cause TEXT NOT NULL,since INTEGER NOT NULL,until INTEGER,lost_count INTEGER,is_lower_bound INTEGER NOT NULL,message_id INTEGER)`,
];

const condensed = (sql: string): string =>
  sql
    .replace(/--[^\n]*\n/g, '\n')
    .replace(/\s+/g, ' ')
    .replace(/ ?([(),]) ?/g, '$1')
    .trim();

test('the descriptions of the tables create the tables and indexes of the format', () => {
  const database = new DatabaseSync(':memory:');
  database.exec(schema);
  const made = valuesOf(
    database,
    'SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid',
    text,
  );
  database.close();
  expect(schemaVersion).toBe(7);
  expect(made.map(condensed)).toEqual(format7);
});
