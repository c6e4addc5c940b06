import { stat } from 'node:fs/promises';
import type { SourceState } from '../core/amqp/sourceState';
import { gapCountWords } from '../core/amqp/gap';
import { traceOnCommand } from '../core/amqp/shellCommands';
import { formatBytes, formatCount, formatDuration, plural } from '../core/text/amounts';
import type { CaptureStatus } from '../protocol/status';
import { plain } from './output';

const everyMillis = 250;
const plainEveryMillis = 10_000;

/**
 * Reports the progress of a recording: on a terminal in one line that is rewritten, otherwise in a
 * new line every ten seconds.
 */
export class RecordingReport {
  private readonly isTerminal = process.stderr.isTTY;
  private readonly timer: NodeJS.Timeout;
  private readonly startedAt = performance.now();
  private reported = '';
  private isOver = false;
  private isTracingFailureReported = false;
  private newest: CaptureStatus | undefined;

  constructor(
    private readonly file: string,
    private readonly vhost: string,
  ) {
    const millis = this.isTerminal ? everyMillis : plainEveryMillis;
    this.timer = setInterval(() => void this.tell(), millis);
  }

  /** Reports a new state at once. */
  changed(status: CaptureStatus): void {
    this.newest = status;
    const words = stateWords(status.source);
    if (words === this.reported) return;
    this.reported = words;
    this.tellTracingFailure(status.source);
    void this.tell();
  }

  stop(): void {
    clearInterval(this.timer);
    this.isOver = true;
    if (this.isTerminal) process.stderr.write('\r\x1b[K');
  }

  /** Describes the result of the recording in a sentence. */
  async summary({
    recordCount,
    readLaterCount,
    messageCount,
    droppedByLimit,
    gaps,
  }: CaptureStatus): Promise<string> {
    const kept =
      droppedByLimit > 0 ? `, the oldest ${formatCount(droppedByLimit)} of them dropped` : '';
    const later =
      readLaterCount > 0 ? `, ${formatCount(readLaterCount)} with the time of reading` : '';
    const records = `${plural(recordCount, 'record')}${kept}${later}`;
    const size = formatBytes(await sizeOf(this.file));
    const missing = gaps.count > 0 ? `, ${gapCountWords(gaps)}` : '';
    return `${records}, ${plural(messageCount, 'message')}${missing}, ${size}: ${this.file}`;
  }

  /** Tells once why there will be no records: the line of the progress has no room for it. */
  private tellTracingFailure(source: SourceState): void {
    if (this.isTracingFailureReported || source.state !== 'live' || !source.tracingFailure) return;
    this.isTracingFailureReported = true;
    const { detail } = source.tracingFailure;
    process.stderr.write(
      `${this.isTerminal ? '\r\x1b[K' : ''}rpcscope: tracing is off and could not be turned on (${plain(detail)}): ` +
        `an administrator can run "${plain(traceOnCommand(this.vhost))}" on the broker\n`,
    );
  }

  private hasEnded(): boolean {
    return this.isOver;
  }

  private async tell(): Promise<void> {
    const size = formatBytes(await sizeOf(this.file));
    const status = this.newest;
    if (this.hasEnded() || !status) return;
    const seconds = Math.round((performance.now() - this.startedAt) / 1000);
    const parts = [
      plain(stateWords(status.source)),
      `${formatCount(Math.round(status.recordsPerSecond))} records/s`,
      plural(status.recordCount, 'record'),
      ...(status.errorCount > 0 ? [plural(status.errorCount, 'error')] : []),
      lost(status),
      size,
      formatDuration(seconds * 1_000_000),
      ...(status.namingProblem === undefined ? [] : ['names are guesses']),
    ];
    const line = parts.join(' · ');
    if (!this.isTerminal) process.stderr.write(`${new Date().toISOString()} ${line}\n`);
    else process.stderr.write(`\r\x1b[K${line.slice(0, (process.stderr.columns || 80) - 1)}`);
  }
}

function stateWords(source: SourceState): string {
  switch (source.state) {
    case 'connecting':
      return `connecting to ${source.host}`;
    case 'live':
      return `live at ${source.host}, tracing ${source.tracing}${source.isOverflowing ? ', broker is dropping' : ''}`;
    case 'waitingToRetry':
      return `waiting to try again: ${source.failure.detail}`;
    default:
      return source.state;
  }
}

/**
 * Describes lost messages. Those that left the ring were meant to be lost, those in gaps were not.
 */
const lost = ({ droppedByLimit, gaps }: CaptureStatus): string =>
  [
    gaps.count > 0 ? gapCountWords(gaps) : 'no gaps',
    ...(droppedByLimit > 0 ? [`${formatCount(droppedByLimit)} left the ring`] : []),
  ].join(', ');

/** Size of a capture and of its write-ahead log, in bytes. */
async function sizeOf(file: string): Promise<number> {
  const sizes = await Promise.all(
    [file, `${file}-wal`].map(each =>
      stat(each).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
