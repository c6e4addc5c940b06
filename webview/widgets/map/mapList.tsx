import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { printable } from '../../../src/core/base/printable';
import type { MapItem } from '../../model/map/mapWalk';
import { togglesGroup } from '../../model/map/mapWalk';
import { edgeSentence, groupSentence, nodeSentence } from '../../model/map/trafficMap';
import { formatCount } from '../../../src/core/text/amounts';

export interface MapListProps {
  readonly items: readonly MapItem[];
  readonly listRef: RefObject<HTMLUListElement | null>;
  /** @param item the item with the focus; `undefined` once there is none */
  readonly onFocus: (item: MapItem | undefined) => void;
  readonly onPick: (item: MapItem) => void;
  readonly walk: (item: MapItem, key: string) => MapItem | undefined;
}

/** The map as a list for screen readers; the map marks the item with the focus. */
export function MapList({ items, listRef, onFocus, onPick, walk }: MapListProps) {
  const stop = useSignal<string | undefined>(undefined);
  const stopId = items.some(({ id }) => id === stop.value) ? stop.value : items[0]?.id;

  const onKeyDown = (event: KeyboardEvent, item: MapItem) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = walk(item, event.key);
    if (togglesGroup(item, event.key)) onPick(item);
    else if (next) {
      const buttons = listRef.current?.querySelectorAll<HTMLElement>('button') ?? [];
      [...buttons].find(button => button.dataset['id'] === next.id)?.focus();
    } else if (!event.key.startsWith('Arrow')) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <ul class="visually-hidden map-list" ref={listRef} aria-label="Traffic between lanes">
      {items.map(item => (
        <li key={item.id}>
          <button
            data-id={item.id}
            aria-expanded={item.kind === 'group' ? item.group.isOpen : undefined}
            tabIndex={item.id === stopId ? 0 : -1}
            onFocus={event => {
              stop.value = item.id;
              onFocus(event.currentTarget.matches(':focus-visible') ? item : undefined);
            }}
            onBlur={() => onFocus(undefined)}
            onKeyDown={event => onKeyDown(event, item)}
            onClick={() => onPick(item)}
          >
            {printable(sentenceOf(item), 400)}
          </button>
        </li>
      ))}
    </ul>
  );
}

function sentenceOf(item: MapItem): string {
  switch (item.kind) {
    case 'node':
      return nodeSentence(item.node);
    case 'edge':
      return edgeSentence(item.edge);
    case 'group':
      return groupSentence(item.group);
    case 'unheard':
      return `${item.node.key}: ${formatCount(item.node.unheard?.count ?? 0)} that nobody took`;
  }
}
