import type { ReadonlySignal } from '@preact/signals';
import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Bounds, Size } from '../../layout/geometry';
import type { PanZoom } from '../../layout/panZoom';
import { fitted, revealed, unmoved } from '../../layout/panZoom';

/** What of the map is in sight. Until the user moves it, that is all of it. */
export interface MapCamera {
  readonly view: ReadonlySignal<PanZoom>;
  /** Of the viewport. */
  readonly room: ReadonlySignal<Size>;
  setRoom(room: Size): void;
  setBounds(bounds: Bounds): void;
  /** The user looks elsewhere. */
  move(view: PanZoom): void;
  fit(): void;
  reveal(bounds: Bounds): void;
}

export function useMapCamera(): MapCamera {
  const view = useSignal<PanZoom>(unmoved);
  const room = useSignal<Size>({ width: 0, height: 0 });
  const bounds = useSignal<Bounds>({ left: 0, top: 0, right: 1, bottom: 1 });
  const isFitted = useSignal(true);
  return useMemo(() => {
    const refit = () => {
      if (isFitted.value && room.value.width > 0) view.value = fitted(bounds.value, room.value);
    };
    return {
      view,
      room,
      setRoom: size => {
        room.value = size;
        refit();
      },
      setBounds: all => {
        bounds.value = all;
        refit();
      },
      move: moved => {
        isFitted.value = false;
        view.value = moved;
      },
      fit: () => {
        isFitted.value = true;
        refit();
      },
      reveal: part => {
        const shown = revealed(view.value, part, room.value);
        if (shown.x === view.value.x && shown.y === view.value.y) return;
        isFitted.value = false;
        view.value = shown;
      },
    };
  }, []);
}
