import { useEffect, useRef } from 'preact/hooks';
import { isColumnShown, tableColumns, toggleColumn } from '../../model/table/tableColumns';
import { useDiagram } from '../context';
import './columnMenu.css';

export interface ColumnMenuProps {
  /** Called when the menu is left: by a choice that ends it, by Escape, or by a press beside it. */
  readonly onClose: () => void;
}

/** The menu that chooses columns: arrow keys walk, Space and Enter choose, Escape leaves. */
export function ColumnMenu({ onClose }: ColumnMenuProps) {
  const { columns } = useDiagram().options;
  const menu = useRef<HTMLDivElement>(null);
  const items = () => [...(menu.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];

  useEffect(() => {
    items()[0]?.focus();
    const onPointerDown = (event: PointerEvent) => {
      const { target } = event;
      const isInside = target instanceof Element && target.closest('.column-menu, .column-button');
      if (!isInside) onClose();
    };
    document.addEventListener('pointerdown', onPointerDown);
    return () => document.removeEventListener('pointerdown', onPointerDown);
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'Escape' || event.key === 'Tab') onClose();
    else if (event.key === 'ArrowDown') all[(at + 1) % all.length]?.focus();
    else if (event.key === 'ArrowUp') all[(at - 1 + all.length) % all.length]?.focus();
    else if (event.key === 'Home') all[0]?.focus();
    else if (event.key === 'End') all.at(-1)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="column-menu" role="menu" aria-label="Columns" ref={menu} onKeyDown={onKeyDown}>
      {tableColumns.map(({ id, title }) => {
        const isShown = isColumnShown(columns.value, id);
        return (
          <button
            key={id}
            role="menuitemcheckbox"
            aria-checked={isShown}
            tabIndex={-1}
            onClick={() => (columns.value = toggleColumn(columns.value, id))}
          >
            <span class="column-check" aria-hidden="true">
              {isShown ? '✓' : ''}
            </span>
            {title}
          </button>
        );
      })}
      <button
        class="column-reset"
        role="menuitem"
        tabIndex={-1}
        onClick={() => {
          columns.value = [];
          onClose();
        }}
      >
        <span class="column-check" aria-hidden="true" />
        Reset Columns
      </button>
    </div>
  );
}
