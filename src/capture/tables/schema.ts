/**
 * The capture file: an SQLite database that any SQLite tool can read. This is its documentation.
 *
 * Times are microseconds since the epoch. Columns that end in `_id` refer to the table of that name
 * (`label_id` and other strings to `text`). `kind` and `state` are positions in `messageKinds` and
 * `spanStates`. Message ids are contiguous: a limit drops the oldest block, nothing else is removed.
 */

/** "RPCS": tells a capture from any other SQLite file. */
export const applicationId = 0x52504353;

/** Written to `user_version`. With every change of the tables raise it, and add to migrations.ts. */
export const schemaVersion = 3;

/** In SQL: the string that a column refers to. @param id the column, or an expression */
export const textOf = (id: string): string => `(SELECT value FROM text WHERE id = ${id})`;

export const bookmarkTable = `
  -- Rows that somebody marked, with a note.
  CREATE TABLE bookmark (
    message_id INTEGER PRIMARY KEY,
    note TEXT NOT NULL,
    created_at INTEGER NOT NULL
  );
`;

export const schema = `${bookmarkTable}
  -- What the capture says of itself ('capture', 'writtenBy': version of RPC Scope), and people of
  -- it ('title', 'note'): JSON values.
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  -- Strings that repeat: methods, queues, exchanges, request ids.
  CREATE TABLE text (id INTEGER PRIMARY KEY, value TEXT NOT NULL UNIQUE);

  -- A service process, joined of the connections that it uses; one that no connection refers to
  -- turned out to be another one. service_key, host_key, process_key: its lane when lanes are
  -- services, services on hosts, or processes; a process that restarted keeps the latter.
  CREATE TABLE process (
    id INTEGER PRIMARY KEY,
    service TEXT NOT NULL,
    -- '' when unknown.
    host TEXT NOT NULL,
    -- 0: service is a stand-in, as 'nova client'.
    is_named INTEGER NOT NULL,
    program TEXT,
    pid INTEGER,
    -- Why service or host is a guess; NULL when they are not.
    inferred_from TEXT,
    service_key TEXT NOT NULL,
    host_key TEXT NOT NULL,
    process_key TEXT NOT NULL,
    -- When its first connection was made.
    connected_at INTEGER,
    -- The process that this one is after a restart.
    follows_id INTEGER
  );

  -- A client's connection to the broker. Messages refer to it; its process may be learned later.
  CREATE TABLE connection (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    connection_name TEXT,
    connected_at_millis INTEGER,
    process_id INTEGER NOT NULL,
    -- By the first message that it carried: its id, half a step more for a receiver.
    lane_order REAL,
    message_count INTEGER NOT NULL,
    error_count INTEGER NOT NULL
  );

  -- Who last read a queue.
  CREATE TABLE consumer (queue_id INTEGER PRIMARY KEY, connection_id INTEGER NOT NULL);

  -- One call, cast, fanout or notification with all that belongs to it. id: its first message.
  CREATE TABLE span (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    state INTEGER NOT NULL,
    label_id INTEGER NOT NULL,
    method_id INTEGER,
    namespace_id INTEGER,
    version_id INTEGER,
    msg_id TEXT,
    reply_queue_id INTEGER,
    request_id INTEGER,
    global_request_id INTEGER,
    -- 0: a service's own work, such as a periodic task.
    has_user INTEGER NOT NULL,
    timeout_millis INTEGER,
    published_at INTEGER,
    delivered_at INTEGER,
    reply_published_at INTEGER,
    reply_delivered_at INTEGER,
    caller_id INTEGER,
    handler_id INTEGER,
    reply_message_id INTEGER,
    -- Message at which the handler's work ends: the reply; of a cast, the last known child.
    end_message_id INTEGER,
    heartbeat_count INTEGER NOT NULL,
    failure_class_id INTEGER,
    is_slow INTEGER NOT NULL,
    -- Message that shows what went wrong; NULL when nothing did.
    error_message_id INTEGER,
    -- Bytes of the bodies of all its messages as they were sent.
    wire_bytes INTEGER NOT NULL
  );
  CREATE INDEX span_request ON span (request_id) WHERE request_id IS NOT NULL;
  CREATE INDEX span_error ON span (error_message_id) WHERE error_message_id IS NOT NULL;
  CREATE INDEX span_orphan ON span (id) WHERE state = 7;
  -- Bars that reach over many rows are few: a window of rows looks them up here.
  CREATE INDEX span_long ON span (end_message_id) WHERE end_message_id - id > 512;

  -- Spans with one request id, counted. group_id: the global request id, where one is known, else
  -- its own: what an API request caused in other services has the same. Both refer to text.
  CREATE TABLE request (
    id INTEGER PRIMARY KEY,
    group_id INTEGER NOT NULL,
    first_span_id INTEGER NOT NULL,
    last_message_id INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    span_count INTEGER NOT NULL,
    error_count INTEGER NOT NULL,
    has_user INTEGER NOT NULL
  );
  CREATE INDEX request_group ON request (group_id);

  -- One AMQP message: its publish and all its deliveries. One row of the diagram.
  CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    span_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    at INTEGER NOT NULL,
    publish_count INTEGER NOT NULL,
    sender_id INTEGER,
    receiver_id INTEGER,
    delivered_at INTEGER,
    deliver_count INTEGER NOT NULL,
    routed_count INTEGER NOT NULL,
    redelivered INTEGER NOT NULL,
    exchange_id INTEGER NOT NULL,
    routing_key_id INTEGER NOT NULL,
    queue_id INTEGER,
    label_id INTEGER NOT NULL,
    detail_id INTEGER NOT NULL,
    method_id INTEGER,
    request_id INTEGER,
    unique_id TEXT,
    dead_lettered INTEGER NOT NULL,
    -- Number of the first publish's trace record: line of a file, or count of what was received.
    publish_record INTEGER,
    -- The broker's own clock at the publish, where an interceptor notes it.
    broker_at_millis INTEGER,
    -- Bytes of its body as it was sent.
    wire_bytes INTEGER NOT NULL
  );

  -- Replies and heartbeats, to find them from their span.
  CREATE INDEX message_later ON message (span_id) WHERE span_id <> id;

  -- Messages that went astray are few.
  CREATE INDEX message_redelivered ON message (span_id) WHERE redelivered = 1;
  CREATE INDEX message_dead_lettered ON message (span_id) WHERE dead_lettered = 1;

  -- Each delivery of a message; n counts from 1.
  CREATE TABLE delivery (
    message_id INTEGER NOT NULL,
    n INTEGER NOT NULL,
    at INTEGER NOT NULL,
    queue_id INTEGER NOT NULL,
    connection_id INTEGER NOT NULL,
    redelivered INTEGER NOT NULL,
    dead_lettered INTEGER NOT NULL,
    record INTEGER NOT NULL,
    PRIMARY KEY (message_id, n)
  ) WITHOUT ROWID;

  -- The same bytes published again, by somebody who had lost the connection.
  CREATE TABLE republish (
    message_id INTEGER NOT NULL,
    record INTEGER NOT NULL,
    at INTEGER NOT NULL,
    connection_id INTEGER NOT NULL,
    PRIMARY KEY (message_id, record)
  ) WITHOUT ROWID;

  -- What was in it, once per message. content: the inner oslo message as JSON (format 'json'), other
  -- text ('text') or bytes ('bytes'); secrets are masked unless the capture says otherwise.
  CREATE TABLE body (
    message_id INTEGER PRIMARY KEY,
    format TEXT NOT NULL,
    content,
    envelope_version TEXT,
    opaque_reason TEXT,
    properties TEXT NOT NULL,
    routing_keys TEXT NOT NULL,
    routed_queues TEXT,
    vhost_id INTEGER NOT NULL,
    node_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL
  );
`;
