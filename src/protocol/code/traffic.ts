/** What a capture's traffic is made of, for those who look at it from the code. */
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
