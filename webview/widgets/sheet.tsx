import type { ComponentChildren, RefObject } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { Button } from './controls';
import { Icon } from './icons';
import { focusRows } from './listKeys';
import './sheet.css';

export interface SheetProps {
  readonly title: string;
  readonly class: string;
  /** True for a dialog: it keeps the focus inside until it is closed. */
  readonly isModal?: boolean;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A sheet above the views. It takes the focus, closes by Escape, and gives the focus back. */
export function Sheet({ title, class: name, isModal = false, onClose, children }: SheetProps) {
  const panel = useRef<HTMLElement>(null);
  const titleId = useId();
  useFocus(panel);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
    else if (!isModal || event.key !== 'Tab') return;
    else if (panel.current) focusWithin(panel.current, event.shiftKey ? -1 : 1);
    event.preventDefault();
    event.stopPropagation();
  };
  const content = (
    <>
      <header>
        <h2 id={titleId}>{title}</h2>
        <Button
          look="icon"
          label={`Close ${title}`}
          title={`Close ${title} (Escape)`}
          onPress={onClose}
        >
          <Icon name="close" />
        </Button>
      </header>
      {children}
    </>
  );
  const common = { class: `sheet ${name}`, 'aria-labelledby': titleId, onKeyDown };
  return isModal ? (
    <dialog {...common} ref={panel as RefObject<HTMLDialogElement>} onClose={onClose}>
      {content}
    </dialog>
  ) : (
    <section {...common} ref={panel} tabIndex={-1}>
      {content}
    </section>
  );
}

/** Elements that Tab reaches in a sheet: its texts that scroll, and its buttons. */
const focusable = '[tabindex="0"], vscode-button';

/** Moves the focus to a sheet as long as it is there. It moves at once, so that the next key acts on the sheet. */
function useFocus(panel: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const { current } = panel;
    const before = document.activeElement;
    if (current instanceof HTMLDialogElement) {
      current.showModal();
      current.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    } else current?.focus();
    return () => {
      // Nothing outside of an open dialog can get the focus.
      if (current instanceof HTMLDialogElement) current.close();
      else if (!current?.contains(document.activeElement)) return;
      const isThere = before instanceof HTMLElement && before.isConnected;
      if (isThere && before !== document.body) before.focus();
      else focusRows();
    };
  }, []);
}

/** Moves the focus to the next or previous element, from the last one to the first. */
function focusWithin(panel: HTMLElement, step: 1 | -1): void {
  const all = [...panel.querySelectorAll<HTMLElement>(focusable)];
  const at = all.findIndex(each => each === document.activeElement);
  all.at((at + step) % all.length)?.focus();
}
