import type { JsonValue } from '../../../src/core/base/json';
import { asVersionedObject } from '../../../src/core/oslo/versionedObject';
import { jsonBytes } from '../../model/details/jsonSize';
import type { TreeLine } from '../../../src/core/oslo/jsonTree';
import { formatBytes, formatCount } from '../../../src/core/text/amounts';
import type { ClockZone } from '../../../src/core/text/times';
import { bothTimes, formatZoned, momentOf } from '../../model/details/timestamps';
import type { IconName } from '../icons';
import { useDiagram } from '../context';
import { Icon } from '../icons';
import { Marked } from '../marked';
import '../twistie.css';
import './jsonLine.css';

export type LineUse = 'value' | 'path' | 'filter';

export interface JsonLineProps {
  readonly line: TreeLine;
  /** The searched text, which is marked in the line. */
  readonly words: string;
  /** True when filters reach the line's value. */
  readonly hasFilter: boolean;
  readonly onUse: (use: LineUse) => void;
}

/** Least size of a branch that is shown beside it, in bytes. */
const leastShownBytes = 1024;

/** A line of a tree: key, class of an object, value, and notes about it. */
export function JsonLine({ line, words, hasFilter, onUse }: JsonLineProps) {
  const { zone } = useDiagram().options;
  const moment = momentOf(line.key, line.value);
  // The texts are apart as in the line's name, which is made of the same words.
  return (
    <>
      {line.isBranch && (
        <span class={line.isOpen ? 'twistie open' : 'twistie'} aria-hidden="true" />
      )}
      {line.isChanged && (
        <span
          class="value-changed"
          role="img"
          aria-label="changed"
          title="Changed since the object was loaded"
        >
          ●
        </span>
      )}
      <bdi class="tree-key" dir="ltr">
        <Marked text={line.key} words={words} />
      </bdi>{' '}
      {line.typeName !== undefined && (
        <>
          <bdi class="tree-type" dir="ltr">
            <Marked text={line.typeName} words={words} />
          </bdi>{' '}
        </>
      )}
      <bdi
        class={`tree-value tone-${line.tone}`}
        dir="ltr"
        title={moment === undefined ? line.summary : `${line.summary}\n${bothTimes(moment)}`}
      >
        <Marked text={line.summary} words={words} />
      </bdi>
      {notesOf(line, zone.value).map(note => (
        <>
          {' '}
          <span class="value-note" title={moment === undefined ? undefined : bothTimes(moment)}>
            {note}
          </span>
        </>
      ))}
      <span class="tree-uses">
        {hasFilter && (
          <UseButton use="filter" title="Filter by This Value (f)" line={line} onUse={onUse} />
        )}
        <UseButton use="path" title="Copy Path (Shift+C)" line={line} onUse={onUse} />
        <UseButton use="value" title="Copy Value (c)" line={line} onUse={onUse} />
      </span>
    </>
  );
}

/** The line in words, without the buttons that it holds. */
export function lineWords(line: TreeLine, zone: ClockZone): string {
  const { typeName, summary, isChanged, moreCount } = line;
  if (moreCount > 0) return `Show more (${formatCount(moreCount)} left)`;
  const value = [typeName, summary, ...notesOf(line, zone)].filter(Boolean).join(' ');
  return `${nameOf(line)}: ${value}${isChanged ? ', changed' : ''}`;
}

/** The key; an item of a list is named after the list. */
function nameOf({ key, keys }: TreeLine): string {
  const last = keys.at(-1);
  return last !== undefined && last !== key && /^\d+$/.test(key) ? `${last}[${key}]` : key;
}

/** Count of changed fields, time in the tab's zone and size, where a value has them. */
function notesOf(line: TreeLine, zone: ClockZone): readonly string[] {
  const moment = momentOf(line.key, line.value);
  const bytes = line.isBranch ? jsonBytes(line.value) : 0;
  const changes = asVersionedObject(line.value)?.changes.length ?? 0;
  return [
    ...(changes > 0 ? [`${formatCount(changes)} changed`] : []),
    ...(moment !== undefined ? besides(line.value, formatZoned(moment, zone)) : []),
    ...(bytes >= leastShownBytes ? [formatBytes(bytes)] : []),
  ];
}

/** The time of a value, without a date that the value shows already; none where it shows the same time in UTC. */
function besides(value: JsonValue, time: string): readonly string[] {
  if (typeof value !== 'string' || value.slice(0, 10) !== time.slice(0, 10)) return [time];
  const clock = time.slice(11);
  return clock.endsWith('Z') && value.includes(clock.slice(0, -1)) ? [] : [clock];
}

const icons: Record<LineUse, IconName> = { value: 'copy', path: 'path', filter: 'filter' };

interface UseButtonProps extends Pick<JsonLineProps, 'line' | 'onUse'> {
  readonly use: LineUse;
  readonly title: string;
}

const UseButton = ({ use, title, line, onUse }: UseButtonProps) => (
  <button
    class={`tree-use tree-${use}`}
    tabIndex={-1}
    title={title}
    aria-label={`${title}: ${nameOf(line)}`}
    onClick={event => {
      event.stopPropagation();
      onUse(use);
    }}
  >
    <Icon name={icons[use]} />
  </button>
);
