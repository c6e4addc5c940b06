/** Code usage of a capture: its messages, counted by the code that handles or sends them. */
import * as v from 'valibot';
import type { Contract } from '../rpc';
import { noArguments, wholeNumberSchema } from '../schemas';
import type { CodeSubject } from './codeApi';

/** Spans that the search for code cannot distinguish. Times are microseconds since the epoch. */
export interface CodeUsageKind {
  readonly subject: CodeSubject;
  /** Method or event type. */
  readonly label: string;
  readonly count: number;
  /** Spans that failed, were not answered, not delivered or not routed. */
  readonly failureCount: number;
  /**
   * 95th percentile of the time from delivery to reply; `undefined` without calls that have ended.
   */
  readonly p95Micros: number | undefined;
  readonly lastAtMicros: number;
  /** Newest span, whose messages have arguments and result. */
  readonly lastSpanId: number;
}

/** Subject of a span to query the sources about. */
export interface SpanSubject {
  readonly subject: CodeSubject;
  /** Text of the remote traceback, for {@link CodeApi.frames}; `undefined` without a failure. */
  readonly traceback: string | undefined;
}

/** Calls about a capture that lead to code. */
export interface CodeUsageApi {
  /**
   * Returns the subject of a span; `undefined` for a message without code, such as a foreign one.
   */
  codeSubjectOf(spanId: number): SpanSubject | undefined;
  /**
   * Lists kinds of requests and notifications with counts. For a large capture this takes a second.
   */
  listCodeUsageKinds(): readonly CodeUsageKind[];
}

export const codeUsageContract: Contract<CodeUsageApi> = {
  codeSubjectOf: v.tuple([wholeNumberSchema]),
  listCodeUsageKinds: noArguments,
};
