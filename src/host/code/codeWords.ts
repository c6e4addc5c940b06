/** Sentences about searches for code. */

import { printable } from '../../core/base/printable';
import { formatCount } from '../../core/text/amounts';
import type { CodeAnswer, CodePlace, CodeSubject } from '../../protocol/code/codeApi';
import type { IndexProgress } from '../../protocol/code/spanCode';

/** Names a message: `attach_volume`, `Instance.save`, `compute.instance.create.start`. */
export function nameOf(subject: CodeSubject): string {
  if (subject.type === 'notification') return printable(subject.notification.eventType, 120);
  const { method, objectName, objectMethod } = subject.call;
  return printable(objectMethod === undefined ? method : `${objectName}.${objectMethod}`, 120);
}

/** Formats a place: `nova/compute/manager.py:7290`. */
export const placeWords = ({ path, line }: CodePlace): string => `${path}:${line}`;

export function nothingFound(
  subject: CodeSubject,
  what: 'handler' | 'caller',
  index: IndexProgress,
): string {
  const name = nameOf(subject);
  if (index.fileCount === 0 && !index.isIndexing) {
    return `There are no Python sources in which "${name}" could be found.`;
  }
  const sentence =
    subject.type === 'request'
      ? what === 'handler'
        ? `No code that handles "${name}" of topic "${topicOf(subject)}" was found.`
        : `No code that sends "${name}" to topic "${topicOf(subject)}" was found.`
      : what === 'handler'
        ? `No code that listens to "${name}" was found.`
        : `No code that emits "${name}" was found.`;
  return index.isIndexing ? `${sentence} ${indexingWords(index)}` : sentence;
}

export const indexingWords = ({ done, total }: IndexProgress): string =>
  total === 0
    ? 'Python sources are still being counted.'
    : `Still indexing: ${formatCount(done)} of ${formatCount(total)} files are read.`;

/** Says why the nearest code does not handle the message. */
export const mismatchWords = ({ place, doubt }: CodeAnswer): string =>
  doubt === undefined
    ? `${place.qualifiedName} does not take this message.`
    : `${place.qualifiedName}: ${doubt}. Are the services of different releases?`;

export const doubtWords = (doubt: string): string => `Not certain: ${doubt}`;

const topicOf = (subject: CodeSubject & { type: 'request' }): string =>
  printable(subject.call.topic, 120);
