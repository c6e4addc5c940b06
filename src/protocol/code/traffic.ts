/** What a capture's traffic is made of, for those who look at it from the code. */
import * as v from 'valibot';
import type { Contract } from '../rpc';
import { noArguments, wholeNumberSchema } from '../schemas';
import type { CodeSubject } from './codeApi';

/** All spans that the code cannot tell apart. Times: microseconds since the epoch. */
export interface TrafficKind {
  readonly subject: CodeSubject;
  /** Method or event type. */
  readonly label: string;
  readonly count: number;
  /** Spans that failed, were not answered, not delivered or not routed. */
  readonly failureCount: number;
  /** From delivery to reply, 95th percentile; `undefined` without calls that have ended. */
  readonly p95Micros: number | undefined;
  readonly lastAtMicros: number;
  /** The newest of them: its messages have arguments and result. */
  readonly lastSpanId: number;
}

/** What the code is asked about one span. */
export interface SpanSubject {
  readonly subject: CodeSubject;
  /** Text of the remote traceback, for {@link CodeApi.frames}; `undefined` without a failure. */
  readonly traceback: string | undefined;
}

/** Questions about a capture that lead to code. */
export interface TrafficApi {
  /** What the code is asked about a span; `undefined` for what has no code, as a foreign message. */
  subjectOf(spanId: number): SpanSubject | undefined;
  /** Kinds of requests and notifications, counted. For a large capture this takes a second. */
  listTrafficKinds(): readonly TrafficKind[];
}

export const trafficContract: Contract<TrafficApi> = {
  subjectOf: v.tuple([wholeNumberSchema]),
  listTrafficKinds: noArguments,
};
