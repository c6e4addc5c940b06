/** Names and choices for messages that are opened or compared. */
import type { QuickPickItem } from 'vscode';

import { printable } from '../../core/base/printable';
import type { MessageSummary, SameMethodMessages } from '../../protocol/spans';
import { formatDuration } from '../../core/text/amounts';
import { sentTime } from '../../core/text/sentTime';
import { formatDateAndClock } from '../../core/text/times';

export interface MessageItem extends QuickPickItem {
  readonly messageId: number;
}

const maxName = 80;

/**
 * Returns a name such as `build_and_run_instance reply 42`, which is a valid file name for any
 * message.
 */
export function documentName({ message, label }: SameMethodMessages): string {
  const { kind, messageId } = message;
  const isAnswer = kind === 'reply' || kind === 'failure' || kind === 'heartbeat';
  const method = printable(label || message.label || kind, maxName).replace(
    /[/\\:*?"<>|#\ufffd]/g,
    '_',
  );
  return [method, ...(isAnswer ? [kind] : []), messageId].join(' ');
}

/** Lists the two neighbours first, then all others, the newest first. */
export function messageItems({ earlier, later }: SameMethodMessages): readonly MessageItem[] {
  const beside = [
    ...earlier.slice(0, 1).map(each => item(each, '$(arrow-up) Previous')),
    ...later.slice(0, 1).map(each => item(each, '$(arrow-down) Next')),
  ];
  const others = [...later.slice(1).reverse(), ...earlier.slice(1)];
  return [...beside, ...others.map(each => item(each, ''))];
}

function item(message: MessageSummary, prefix: string): MessageItem {
  const { messageId, sender, receivers, state, latencyMicros } = message;
  const route = [sender ?? 'unknown', receivers.join(', ')].filter(part => part !== '').join(' → ');
  const latency = latencyMicros === undefined ? '' : formatDuration(latencyMicros);
  return {
    label: [prefix, sentTime(message, formatDateAndClock)].filter(part => part !== '').join(' · '),
    description: printable([route, state, latency].filter(part => part !== '').join(' · '), 200),
    messageId,
  };
}
