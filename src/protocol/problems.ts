import type { Contract } from './rpc';
import { noArguments } from './schemas';

export const problemKinds = [
  'unanswered',
  'undelivered',
  'unrouted',
  'answeredLate',
  'replyLost',
  'orphanReply',
  'redelivered',
  'deadLettered',
  'failed',
] as const;
export type ProblemKind = (typeof problemKinds)[number];

/** What did not go as it should, or is not in the capture. */
export interface ProblemReport {
  readonly groups: readonly ProblemGroup[];
}

export interface ProblemGroup {
  readonly kind: ProblemKind;
  readonly count: number;
  /** The newest first; at most {@link maxProblemItems}. */
  readonly items: readonly ProblemItem[];
  /** What is normal in most clouds: notifications and fanouts that nobody wants, one line each. */
  readonly normal: readonly NormalProblem[];
}

export const maxProblemItems = 200;

export interface ProblemItem {
  readonly spanId: number;
  /** The row that shows it. */
  readonly messageId: number;
  readonly label: string;
  readonly atMicros: number;
  readonly caller: string | undefined;
  readonly handlers: readonly string[];
  /** In operators' words. */
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

/** Everything that did not go as it should. */
export interface ProblemsApi {
  listProblems(): ProblemReport;
}

export const problemsContract: Contract<ProblemsApi> = { listProblems: noArguments };
