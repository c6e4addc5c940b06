import type { SentTime } from '../core/text/sentTime';
import type { Contract } from './rpc';
import { noArguments } from './schemas';

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
  readonly count: number;
  /** Newest first; at most {@link maxProblemItems}. */
  readonly items: readonly ProblemItem[];
  /** Normal cases in most clouds: notifications and fanouts without a receiver, one line each. */
  readonly normal: readonly NormalProblem[];
}

export const maxProblemItems = 200;

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
}

/** Calls about problems. */
export interface ProblemsApi {
  listProblems(): ProblemReport;
}

export const problemsContract: Contract<ProblemsApi> = { listProblems: noArguments };
