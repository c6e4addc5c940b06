import * as v from 'valibot';
import type { SentTime } from '../core/text/sentTime';
import type { Contract } from './rpc';
import { noArguments, wholeNumberSchema } from './schemas';

export const problemKinds = [
  'unanswered',
  'undelivered',
  'unrouted',
  'deadQueue',
  'answeredLate',
  'replyLost',
  'orphanReply',
  'redelivered',
  'republished',
  'deadLettered',
  'failed',
  'unknown',
] as const;
export type ProblemKind = (typeof problemKinds)[number];

/** Messages with problems, such as missing replies. */
export interface ProblemReport {
  readonly groups: readonly ProblemGroup[];
}

export interface ProblemGroup {
  readonly kind: ProblemKind;
  /** Count of spans; of queues for `deadQueue`. */
  readonly count: number;
  /** The one with the newest problem first; at most {@link maxProblemItems}. */
  readonly cases: readonly ProblemCase[];
  /** Normal cases in most clouds: notifications and fanouts without a receiver, one line each. */
  readonly normal: readonly NormalProblem[];
}

export const maxProblemItems = 200;

/** Problems of a kind whose spans have the same label and failed with the same exception. */
export interface ProblemCase {
  readonly count: number;
  /** Class of the exception without its module; `undefined` for spans that did not fail. */
  readonly failureClass: string | undefined;
  /** Lane keys of those who handled the spans, at the level `host`; at most {@link maxCaseLanes}. */
  readonly lanes: readonly string[];
  readonly laneCount: number;
  readonly firstAtMicros: number;
  readonly newest: ProblemItem;
}

export const maxCaseLanes = 4;

export interface ProblemItem extends SentTime {
  readonly spanId: number;
  /** Message whose row shows the problem. */
  readonly messageId: number;
  readonly label: string;
  readonly caller: string | undefined;
  readonly handlers: readonly string[];
  /** Explanation for an operator. */
  readonly sentence: string;
}

export interface NormalProblem {
  readonly kind: 'notification' | 'fanout';
  /** Routing key of notifications, exchange of fanouts. */
  readonly name: string;
  readonly count: number;
  readonly lastMessageId: number;
  readonly sentence: string;
  /** Event types of the notifications, methods of the fanouts; at most {@link maxNormalLabels}, the most frequent first. */
  readonly labels: readonly { readonly label: string; readonly count: number }[];
  /** Count of all its labels. */
  readonly labelCount: number;
}

export const maxNormalLabels = 5;

/** Calls about problems. */
export interface ProblemsApi {
  listProblems(): ProblemReport;
  /**
   * Lists the problems of one case, newest first, at most {@link maxProblemItems}.
   *
   * @param spanId id of any span of the case
   */
  listCase(kind: ProblemKind, spanId: number): readonly ProblemItem[];
}

export const problemsContract: Contract<ProblemsApi> = {
  listProblems: noArguments,
  listCase: v.tuple([v.picklist(problemKinds), wholeNumberSchema]),
};
