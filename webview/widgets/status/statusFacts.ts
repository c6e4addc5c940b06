import type { CaptureStatus } from '../../../src/protocol/status';
import { gapCountWords, gapWords } from '../../../src/core/amqp/gap';
import { skippedWords } from '../../../src/core/amqp/traceSource';
import { printable } from '../../../src/core/base/printable';
import { formatCount, formatRate, plural } from '../../../src/core/text/amounts';

/** One fact in the status line. */
export interface Fact {
  readonly text: string;
  readonly tone?: string;
  /** The tooltip of the fact. */
  readonly why?: string;
  /** True when a click leads to the gaps. */
  readonly leadsToGaps?: boolean;
}

/**
 * Facts on what is recorded, lost and guessed. Doubts come first, because a narrow line is cut off
 * at its end.
 */
export function statusFacts(status: CaptureStatus, isLive: boolean): readonly Fact[] {
  const { exactLaneCount, inferredLaneCount, recordCount } = status;
  const facts = [...doubts(status), { text: printable(status.origin, 100) }];
  if (isLive) {
    facts.push({ text: `${formatCount(Math.round(status.recordsPerSecond))} records/s` });
    if (status.errorsPerSecond > 0) {
      facts.push({ text: `${formatRate(status.errorsPerSecond)} errors/s`, tone: 'bad' });
    }
  }
  facts.push({ text: plural(recordCount, 'record') });
  if (isLive && status.gaps.count === 0) facts.push({ text: 'no gaps' });
  facts.push({
    text: `lanes ${formatCount(exactLaneCount)} exact, ${formatCount(inferredLaneCount)} inferred`,
    ...(status.namingProblem === undefined
      ? { why: 'exact lanes are named by the management API, inferred lanes by their traffic' }
      : { why: printable(status.namingProblem), tone: 'warn' }),
  });
  return facts;
}

function doubts(status: CaptureStatus): Fact[] {
  const { gaps } = status;
  const facts: Fact[] = [];
  const doubt = (text: string, why?: string) =>
    facts.push({ text, tone: 'warn', ...(why === undefined ? {} : { why }) });
  if (!status.isMasked) {
    doubt('secrets kept', 'tokens and passwords are stored as they were sent');
  }
  if (status.source.state === 'stored' && !status.isEnded) {
    doubt(
      'cut off',
      'its recorder was killed or is still recording, or it was copied without its log; everything that its file holds is here',
    );
  }
  if (status.droppedByLimit > 0) {
    doubt(`${formatCount(status.droppedByLimit)} oldest removed at the capture's limit`);
  }
  if (gaps.count > 0) {
    facts.push({
      text: gapCountWords(gaps),
      tone: 'warn',
      leadsToGaps: true,
      ...(gaps.latest && { why: `the last one is a ${gapWords(gaps.latest)}` }),
    });
  }
  if (status.readLaterCount > 0) {
    doubt(
      'times are those of reading',
      `${plural(status.readLaterCount, 'record')} lay in a queue or a stream before: their order is right, and the times between them say nothing`,
    );
  }
  if (status.opaqueCount > 0) {
    doubt(
      `${formatCount(status.opaqueCount)} not decoded`,
      'undecoded messages are shown as rows, with the reason',
    );
  }
  if (status.skippedCount > 0) {
    doubt(
      `${formatCount(status.skippedCount)} skipped`,
      printable(status.skipped.map(skippedWords).join('; '), 2000),
    );
  }
  return facts;
}
