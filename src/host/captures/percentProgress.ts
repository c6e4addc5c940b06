import type { CancellationToken } from 'vscode';
import { ProgressLocation, window } from 'vscode';
import { formatPercent, wholePercents } from '../../core/text/amounts';

/** Shows how much of a task is done. */
type ReportProgress = (done: number, total: number) => void;

/** Runs a task under a notification with its progress in percent and a button that cancels it. */
export async function withPercentProgress<T>(
  title: string,
  run: (report: ReportProgress, token: CancellationToken) => Promise<T>,
): Promise<T> {
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return await window.withProgress(options, async (progress, token) => {
    let shown = 0;
    const report: ReportProgress = (done, total) => {
      const percents = wholePercents(done, total);
      progress.report({ increment: percents - shown, message: formatPercent(done, total) });
      shown = percents;
    };
    return await run(report, token);
  });
}
