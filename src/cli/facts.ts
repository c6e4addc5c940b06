import { facts } from '../capture/aggregates/facts';
import type { Facts } from '../capture/aggregates/facts';
import type { CaptureFigures, MethodFigures } from '../capture/aggregates/captureFigures';
import { captureFigures } from '../capture/aggregates/captureFigures';
import type { QueueFigures } from '../capture/aggregates/queueFigures';
import { queueFigures } from '../capture/aggregates/queueFigures';
import { readMeta } from '../capture/tables/meta';
import { plural } from '../core/text/amounts';
import { plain, table } from './output';
import type { CaptureOptions } from './withCapture';
import { printFound, withCapture } from './withCapture';

/**
 * Prints the counts of a capture.
 *
 * @returns the exit code: 1 when some of the input could not be read
 */
export function factsCommand(file: string, options: CaptureOptions): Promise<number> {
  return withCapture(file, options.managementDir, async database => {
    const counted = facts(database);
    const secrets = readMeta(database).isMasked ? 'masked' : 'kept';
    const figures = await captureFigures(database);
    const queues = queueFigures(database);
    await printFound(
      database,
      options.asJson,
      options.asJson
        ? [JSON.stringify({ secrets, ...counted, ...figures, queues }, null, 1)]
        : [...countsText(counted), ...figuresText(figures), ...queuesText(queues)],
    );
    return 0;
  });
}

function* countsText(counted: Facts): Generator<string> {
  for (const [name, value] of Object.entries(counted)) {
    if (typeof value === 'number') yield `${name.padEnd(28)}${value}`;
    else {
      yield name;
      for (const [key, n] of Object.entries(value)) yield `  ${plain(key).padEnd(40)} ${n}`;
    }
  }
}

function* figuresText({ gaps, participants, states, methods }: CaptureFigures): Generator<string> {
  yield 'times that the recording did not see';
  for (const { cause, since, until, lost, isLowerBound } of gaps) {
    const lostWords = lost === undefined ? '' : `  ${isLowerBound ? 'at least ' : ''}${lost} lost`;
    yield `  ${since} – ${until ?? 'unknown'}  ${cause}${lostWords}`;
  }
  yield 'participants';
  for (const [name, n] of Object.entries(participants)) yield `  ${name.padEnd(40)} ${n}`;
  yield 'states';
  for (const [kind, counts] of Object.entries(states)) {
    const words = Object.entries(counts).map(([state, n]) => `${n} ${state}`);
    yield `  ${kind.padEnd(13)} ${words.join(', ')}`;
  }
  yield 'methods (p50/p95/p99 in milliseconds)';
  const head = ['method', 'count', 'errors', 'queue', 'handler', 'reply', 'total'];
  const rows = Object.entries(methods).map(([label, figures]) => [
    plain(label),
    figures.count,
    figures.errors,
    ...(['queue', 'handler', 'reply', 'total'] as const).map(part => percentiles(figures, part)),
  ]);
  for (const line of table([head, ...rows])) yield `  ${line}`;
}

const shownQueues = 50;

function* queuesText(queues: readonly QueueFigures[]): Generator<string> {
  yield 'queues (messages that went in, were taken and are left; connections that read it)';
  const vhosts = new Set(queues.map(({ vhost }) => vhost));
  const rows = queues
    .slice(0, shownQueues)
    .map(each => [
      plain(vhosts.size > 1 ? `${each.vhost} ${each.queue}` : each.queue),
      each.in,
      each.out,
      each.left,
      each.readers,
    ]);
  for (const line of table([['queue', 'in', 'out', 'left', 'readers'], ...rows])) yield `  ${line}`;
  const more = queues.length - shownQueues;
  if (more > 0) yield `  and ${plural(more, 'more queue')}, which --json lists`;
}

function percentiles(
  figures: MethodFigures,
  part: 'queue' | 'handler' | 'reply' | 'total',
): string {
  const found = figures[part];
  return found ? [found.p50, found.p95, found.p99].map(each => each.toFixed(1)).join('/') : '–';
}
