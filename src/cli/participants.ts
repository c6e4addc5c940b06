import type { Participant } from '../capture/read/participants';
import { readParticipants } from '../capture/read/participants';
import { plain, table } from './output';
import type { CaptureOptions } from './withCapture';
import { printFound, withCapture } from './withCapture';

/** Prints one line for each process. */
export function participantsCommand(
  file: string,
  { managementDir, asJson }: CaptureOptions,
): Promise<number> {
  return withCapture(file, managementDir, async database => {
    const all = readParticipants(database);
    const lines = asJson ? [JSON.stringify(all, null, 1)] : asText(all);
    await printFound(database, asJson, lines);
    return 0;
  });
}

const shownQueues = 5;

function asText(all: readonly Participant[]): string[] {
  const head = ['service', 'host', 'program', 'pid', 'connections', 'messages', 'errors', 'queues'];
  const lines = all.map(each => {
    const more = each.queues.length - shownQueues;
    const queues = each.queues.slice(0, shownQueues).join(' ') + (more > 0 ? ` +${more}` : '');
    const notes = [
      queues,
      ...(each.follows === null ? [] : [`(after a restart of ${each.follows})`]),
      ...(each.inferredFrom === null ? [] : [`(${each.inferredFrom})`]),
    ];
    const { service, host, program, pid, connections, messages, errors } = each;
    return [
      service ?? '?',
      host ?? '?',
      program ?? '?',
      pid ?? '?',
      connections,
      messages,
      errors,
      notes.join(' '),
    ];
  });
  return table([head, ...lines]).map(plain);
}
