import type { ReadonlySignal } from '@preact/signals';
import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Bounds, Size } from '../../layout/geometry';
import type { PanZoom } from '../../layout/panZoom';
import { fitted, revealed, unmoved } from '../../layout/panZoom';

/** The visible part of the map: all of it, until the user moves it. */
export interface MapCamera {
  readonly view: ReadonlySignal<PanZoom>;
  /** Size of the viewport. */
  readonly room: ReadonlySignal<Size>;
  setRoom(room: Size): void;
  setBounds(bounds: Bounds): void;
  /** Moves the view as the user does. */
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
