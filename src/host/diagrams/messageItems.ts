/** Names and choices for messages that are opened or compared. */
import type { QuickPickItem } from 'vscode';

import { printable } from '../../core/base/printable';
import type { MessageSummary, SameMethodMessages } from '../../protocol/spans';
import { formatDuration } from '../../core/text/amounts';
import { sentTime } from '../../core/text/sentTime';
import { formatClock, formatDateAndClock } from '../../core/text/times';

export interface MessageItem extends QuickPickItem {
  readonly messageId: number;
}

const maxName = 80;

/**
 * Returns a name such as `build_and_run_instance reply 42`, which is a valid file name for any
 * message.
 */
export function documentName(sameMethod: SameMethodMessages): string {
  const { kind, messageId } = sameMethod.message;
  const method = methodOf(sameMethod).replace(/[/\\:*?"<>|#\ufffd]/g, '_');
  return [method, ...(isAnswer(kind) ? [kind] : []), messageId].join(' ');
}

/**
 * Returns what distinguishes a message for a person: method, host of the handler, and local time, as
 * in `select_destinations · ctl1 · 14:03:07.123`. Where several hosts handle it, or nobody is known
 * to, the host is that of the sender or the caller.
 */
export function messageTitle(sameMethod: SameMethodMessages): string {
  const { message } = sameMethod;
  const { sender, receivers } = message;
  const handlers = isAnswer(message.kind) ? (sender === undefined ? [] : [sender]) : receivers;
  const [only] = handlers.length === 1 ? handlers : [sender ?? receivers[0]];
  const host = only === undefined ? [] : [printable(hostOf(only), maxName)];
  return [methodOf(sameMethod), ...host, sentTime(message, formatClock)].join(' · ');
}

const isAnswer = (kind: MessageSummary['kind']): boolean =>
  kind === 'reply' || kind === 'failure' || kind === 'heartbeat';

const methodOf = ({ message, label }: SameMethodMessages): string =>
  printable(label || message.label || message.kind, maxName);

/** Host in the key of a lane, such as `nova-scheduler · ctl1`; a key without a host is its service. */
const hostOf = (lane: string): string => lane.split(' · ')[1] ?? lane;

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
