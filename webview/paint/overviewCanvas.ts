import type { IDisposable } from '../../src/core/base/disposable';
import type { OverviewInput } from '../layout/overviewLayout';
import { layoutOverview } from '../layout/overviewLayout';
import { paintOverview } from './paintOverview';
import type { Theme } from './theme';
import type { CanvasPainter, CanvasSize } from './themedCanvas';
import { ThemedCanvas } from './themedCanvas';

/** The content of the strip, independent of the canvas's size. */
export type OverviewPicture = Omit<OverviewInput, 'heightPx'>;

/** A canvas that draws the overview strip. */
export class OverviewCanvas implements IDisposable {
  private readonly painter = new OverviewPainter();
  private readonly canvas: ThemedCanvas;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = new ThemedCanvas(canvas, this.painter);
  }

  /** Draws a picture with the next frame; the last picture wins. */
  show(picture: OverviewPicture): void {
    this.painter.picture = picture;
    this.canvas.request();
  }

  dispose(): void {
    this.canvas.dispose();
  }
}

class OverviewPainter implements CanvasPainter {
  picture: OverviewPicture | undefined;
  private theme: Theme | undefined;

  themeChanged(theme: Theme): void {
    this.theme = theme;
  }

  paint(context: CanvasRenderingContext2D, size: CanvasSize): void {
    if (!this.picture || !this.theme) return;
    const scene = layoutOverview({ ...this.picture, heightPx: size.heightPx });
    paintOverview(context, scene, size, this.theme);
  }
}
