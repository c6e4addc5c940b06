import type { IDisposable } from '../../src/core/base/disposable';
import { FrameScheduler } from './frameScheduler';
import type { Theme } from './theme';
import { onDidChangeTheme, readTheme } from './theme';

/** Size of the canvas in CSS pixels. */
export interface CanvasSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface CanvasPainter {
  /** Takes over new colours and fonts; also called before the first painting. */
  themeChanged(theme: Theme, context: CanvasRenderingContext2D): void;
  paint(context: CanvasRenderingContext2D, size: CanvasSize): void;
}

/** A canvas that is sharp on every screen, and painted once a frame in the theme's colours. */
export class ThemedCanvas implements IDisposable {
  private readonly context: CanvasRenderingContext2D;
  private readonly frames = new FrameScheduler(() => this.draw());
  private readonly stopWatchingTheme: () => void;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly painter: CanvasPainter,
  ) {
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) throw new Error('This browser offers no canvas to draw on.');
    this.context = context;
    painter.themeChanged(readTheme(document), context);
    this.stopWatchingTheme = onDidChangeTheme(document, () => {
      painter.themeChanged(readTheme(document), context);
      this.frames.request();
    });
  }

  /** Requests a painting with the next frame. */
  request(): void {
    this.frames.request();
  }

  dispose(): void {
    this.frames.dispose();
    this.stopWatchingTheme();
  }

  private draw(): void {
    const { canvas, context } = this;
    const ratio = window.devicePixelRatio;
    const width = Math.round(canvas.clientWidth * ratio);
    const height = Math.round(canvas.clientHeight * ratio);
    if (width === 0 || height === 0) return;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.painter.paint(context, { widthPx: canvas.clientWidth, heightPx: canvas.clientHeight });
  }
}
