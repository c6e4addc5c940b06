/**
 * The capture file: an SQLite database that any SQLite tool can read. This is its documentation.
 *
 * Times are microseconds since the epoch. Columns that end in `_id` refer to the table of that name
 * (`label_id` and other strings to `text`). `kind` and `state` are positions in `messageKinds` and
 * `spanStates`. Message ids are contiguous: a limit drops the oldest block, nothing else is removed.
 */

/** "RPCS": tells a capture from any other SQLite file. */
export const applicationId = 0x52504353;

/** Written to `user_version`. Raise it with every change of the tables. */
export const schemaVersion = 1;

export const schema = `
  -- What the capture says of itself: JSON values.
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  -- Strings that repeat: methods, queues, exchanges, request ids.
  CREATE TABLE text (id INTEGER PRIMARY KEY, value TEXT NOT NULL UNIQUE);

  -- Service and host. inferred_from: why it is a guess; NULL when the management API named it.
  CREATE TABLE lane (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    service TEXT NOT NULL,
    host TEXT NOT NULL,
    inferred_from TEXT
  );

  -- A client's connection to the broker. Messages refer to it; its lane may be learned later.
  CREATE TABLE connection (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    connection_name TEXT,
    program TEXT,
    pid INTEGER,
    connected_at_millis INTEGER,
    lane_id INTEGER NOT NULL,
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
    error_message_id INTEGER
  );
  CREATE INDEX span_error ON span (error_message_id) WHERE error_message_id IS NOT NULL;
  -- Bars that reach over many rows are few: a window of rows looks them up here.
  CREATE INDEX span_long ON span (end_message_id) WHERE end_message_id - id > 512;

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
    unique_id TEXT
  );

  -- Replies and heartbeats, to find them from their span.
  CREATE INDEX message_later ON message (span_id) WHERE span_id <> id;

  -- Each delivery of a message; n counts from 1.
  CREATE TABLE delivery (
    message_id INTEGER NOT NULL,
    n INTEGER NOT NULL,
    at INTEGER NOT NULL,
    queue_id INTEGER NOT NULL,
    connection_id INTEGER NOT NULL,
    redelivered INTEGER NOT NULL,
    PRIMARY KEY (message_id, n)
  ) WITHOUT ROWID;

  -- What was in it, once per message. content: the inner oslo message as JSON (format 'json'), other
  -- text ('text') or bytes ('bytes'); secrets are masked unless the capture says otherwise.
  CREATE TABLE body (
    message_id INTEGER PRIMARY KEY,
    format TEXT NOT NULL,
    content,
    wire_bytes INTEGER NOT NULL,
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
