/** Questions about what to read of a broker: queues, streams and exchanges. */
import type { QuickPickItem } from 'vscode';
import { CancellationError, window } from 'vscode';
import type { BrokerTap, StreamOffset, TapTargets } from '../../core/amqp/brokerTap';
import { parseStreamOffset } from '../../core/amqp/brokerTap';
import { plural } from '../../core/text/amounts';
import { endWithNotice } from '../actions/endWithNotice';

export type TapKind = 'queue' | 'peek' | 'stream' | 'exchanges';
interface KindItem extends QuickPickItem {
  readonly tap: TapKind;
}

/** Keeps an input open when the focus leaves it, so that answers given before are not lost. */
const whileAway = { ignoreFocusOut: true } as const;

export async function askTapKind(name: string): Promise<TapKind> {
  const items: readonly KindItem[] = [
    {
      tap: 'peek',
      label: 'Peek at a Queue',
      detail:
        'Reads the waiting messages once and returns them to the queue in their order. RabbitMQ marks them as redelivered, and a quorum queue counts a delivery of each.',
    },
    {
      tap: 'queue',
      label: 'Consume a Queue',
      detail: 'Takes the messages of a queue that is bound to the firehose.',
    },
    {
      tap: 'stream',
      label: 'Read a Stream',
      detail: 'Replays a stream that is bound to the firehose; nothing is taken away.',
    },
    {
      tap: 'exchanges',
      label: 'Tap Exchanges',
      detail: 'For users without access to the firehose: shows published messages, but no replies.',
    },
  ];
  const picked = await window.showQuickPick(items, {
    title: `What to Read of "${name}"`,
    ...whileAway,
  });
  if (!picked) throw new CancellationError();
  return picked.tap;
}

export async function askTap(kind: TapKind, targets: TapTargets | undefined): Promise<BrokerTap> {
  switch (kind) {
    case 'queue':
    case 'peek': {
      const title = kind === 'queue' ? 'Consume a Queue' : 'Peek at a Queue';
      const queue = await pickQueue(
        title,
        targets?.queues.filter(({ isStream }) => !isStream),
      );
      if (kind === 'queue') await confirmConsuming(queue);
      return { kind: 'queue', queue, mode: kind === 'queue' ? 'consume' : 'peek' };
    }
    case 'stream': {
      const streams = targets?.queues.filter(({ isStream }) => isStream);
      const queue = await pickQueue('Read a Stream', streams);
      return { kind: 'stream', queue, from: await askOffset() };
    }
    case 'exchanges':
      return { kind: 'exchanges', exchanges: await askExchanges(targets) };
  }
}

/** Asks before the first message is consumed, because that cannot be undone. */
async function confirmConsuming(queue: string): Promise<void> {
  const consume = 'Consume';
  const chosen = await window.showWarningMessage(
    `Consume "${queue}"? Its messages are removed from the queue.`,
    {
      modal: true,
      detail:
        'Messages that are read are removed from the queue and remain only in the capture. To read them without removing them, choose "Peek at a Queue" instead. Its first message is looked at before any is taken: if that is no trace message, it goes back to its place, marked as redelivered, and the queue is left alone.',
    },
    consume,
  );
  if (chosen !== consume) throw new CancellationError();
}

async function askOffset(): Promise<StreamOffset> {
  const first = 'From its first message';
  const last = 'From its last messages';
  const next = 'From now on';
  const other = 'From a time or an offset…';
  const picked = await window.showQuickPick([first, last, next, other], {
    title: 'Read a Stream',
    ...whileAway,
  });
  switch (picked) {
    case undefined:
      throw new CancellationError();
    case first:
      return { at: 'first' };
    case last:
      return { at: 'last' };
    case next:
      return { at: 'next' };
    default: {
      const text = await askTapText(
        'Read a Stream',
        'A time such as 2026-11-25T08:00:00Z, or the number of a message',
        '',
        value => (parseStreamOffset(value) ? undefined : 'This is neither a time nor a number.'),
      );
      return parseStreamOffset(text) ?? { at: 'next' };
    }
  }
}

async function askExchanges(targets: TapTargets | undefined): Promise<readonly string[]> {
  const title = 'Tap Exchanges';
  if (!targets) {
    const text = await askTapText(
      title,
      'Names of exchanges, separated by commas',
      'nova',
      value =>
        value.split(',').every(each => each.trim() !== '')
          ? undefined
          : 'Separate the names by commas.',
    );
    return text.split(',').map(each => each.trim());
  }
  const items = targets.exchanges
    .filter(({ name }) => !name.startsWith('amq.'))
    .map(({ name, type }) => ({ label: name, description: type, name }));
  if (items.length === 0) endWithNotice('This vhost has no exchange that could be tapped.');
  const picked = await window.showQuickPick(items, {
    title,
    canPickMany: true,
    ...whileAway,
  });
  if (!picked || picked.length === 0) throw new CancellationError();
  return picked.map(({ name }) => name);
}

/** Lets the user pick among the known queues, or type a name where none is known. */
export async function pickQueue(
  title: string,
  known: TapTargets['queues'] | undefined,
): Promise<string> {
  if (!known) return await askTapText(title, 'Name of the queue', '', queueNameProblem);
  if (known.length === 0) {
    endWithNotice('No such queue is bound to "amq.rabbitmq.trace" in this vhost.');
  }
  const items = known.map(({ name, messageCount }) => ({
    label: name,
    description: messageCount === undefined ? '' : plural(messageCount, 'message'),
    name,
  }));
  const picked = await window.showQuickPick(items, { title, ...whileAway });
  if (!picked) throw new CancellationError();
  return picked.name;
}

export const queueNameProblem = (name: string): string | undefined =>
  name.trim() === '' || Buffer.byteLength(name) > 255 ? 'A name has 1 to 255 bytes.' : undefined;

export async function askTapText(
  title: string,
  prompt: string,
  value: string,
  problemOf: (text: string) => string | undefined,
): Promise<string> {
  const text = await window.showInputBox({
    title,
    prompt,
    value,
    validateInput: problemOf,
    ...whileAway,
  });
  if (text === undefined) throw new CancellationError();
  return text.trim();
}
