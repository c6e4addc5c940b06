/** What is said when code is looked for: in one sentence each. */
import { l10n } from 'vscode';
import { printable } from '../../core/base/printable';
import type { CodeAnswer, CodePlace, CodeSubject } from '../../protocol/code/codeApi';
import type { IndexProgress } from '../../protocol/code/spanCode';

/** `attach_volume`, `Instance.save`, `compute.instance.create.start` */
export function nameOf(subject: CodeSubject): string {
  if (subject.type === 'notification') return printable(subject.notification.eventType, 120);
  const { method, objectName, objectMethod } = subject.call;
  return printable(objectMethod === undefined ? method : `${objectName}.${objectMethod}`, 120);
}

/** `nova/compute/manager.py:7290` */
export const placeWords = ({ path, line }: CodePlace): string => `${path}:${line}`;

export function nothingFound(
  subject: CodeSubject,
  what: 'handler' | 'caller',
  index: IndexProgress,
): string {
  const name = nameOf(subject);
  if (index.fileCount === 0 && !index.isIndexing) {
    return l10n.t('There are no Python sources in which "{0}" could be found.', name);
  }
  const sentence =
    subject.type === 'request'
      ? what === 'handler'
        ? l10n.t('No code that handles "{0}" of topic "{1}" was found.', name, topicOf(subject))
        : l10n.t('No code that sends "{0}" to topic "{1}" was found.', name, topicOf(subject))
      : what === 'handler'
        ? l10n.t('No code that listens to "{0}" was found.', name)
        : l10n.t('No code that emits "{0}" was found.', name);
  return index.isIndexing ? `${sentence} ${indexingWords(index)}` : sentence;
}

export const indexingWords = ({ done, total }: IndexProgress): string =>
  total === 0
    ? l10n.t('Python sources are still being counted.')
    : l10n.t(
        'Still indexing: {0} of {1} files are read.',
        done.toLocaleString(),
        total.toLocaleString(),
      );

/** What stands in the way of the code that comes nearest. */
export const nearMissWords = ({ place, doubt }: CodeAnswer): string =>
  doubt === undefined
    ? l10n.t('{0} does not take this message.', place.qualifiedName)
    : l10n.t('{0}: {1}. Are the services of different releases?', place.qualifiedName, doubt);

export const doubtWords = (doubt: string): string => l10n.t('Not certain: {0}', doubt);

const topicOf = (subject: CodeSubject & { type: 'request' }): string =>
  printable(subject.call.topic, 120);
