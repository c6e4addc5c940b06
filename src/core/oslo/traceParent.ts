import type { JsonValue } from '../base/json';

/** `traceparent` of W3C Trace Context. */
export interface TraceParent {
  /** Trace id: 32 hexadecimal digits, the same for all that a request causes, in every service. */
  readonly trace: string;
  /** Span in which the message was sent: 16 hexadecimal digits. */
  readonly span: string;
}

const form = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/;

/**
 * Reads the field `traceparent` that oslo.messaging from 18.3 on puts into the context of a request when
 * it traces (oslo_messaging/_tracing/client.py).
 */
export function traceParentOf(value: JsonValue | undefined): TraceParent | undefined {
  const [, trace, span] = typeof value === 'string' ? (form.exec(value) ?? []) : [];
  return trace === undefined || span === undefined ? undefined : { trace, span };
}
