import type { IDisposable } from '../../src/core/base/disposable';
import type { Scene, SceneInput } from '../layout/scene';
import { layoutScene } from '../layout/scene';
import type { MeasureText } from '../layout/labelLayout';
import { FrameScheduler } from './frameScheduler';
import type { Emphasis } from './paintScene';
import { paintScene } from './paintScene';
import { cachedMeasure } from './textMeasure';
import type { Theme } from './theme';
import { onDidChangeTheme, readTheme } from './theme';

/** All that a frame depends on, but for the theme. */
export interface Picture extends Omit<SceneInput, 'measure'> {
  readonly emphasis: Emphasis;
  /** Palette index of a lane. */
  colourOf(lane: string): number;
}

/** A canvas that draws the diagram: sharp on every screen, once a frame, in the theme's colours. */
export class DiagramCanvas implements IDisposable {
  /** What was last drawn: what the pointer points at. */
  scene: Scene | undefined;

  private readonly context: CanvasRenderingContext2D;
  private readonly frames = new FrameScheduler(() => this.draw());
  private readonly stopWatchingTheme: () => void;
  private theme: Theme;
  private measure: MeasureText;

  private picture: Picture | undefined;

  constructor(private readonly canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) throw new Error('This browser offers no canvas to draw on.');
    this.context = context;
    this.theme = readTheme(document);
    this.measure = this.newMeasure();
    this.stopWatchingTheme = onDidChangeTheme(document, () => {
      this.theme = readTheme(document);
      this.measure = this.newMeasure();
      this.frames.request();
    });
  }

  /** Draws it with the next frame; the last one shown wins. */
  show(picture: Picture): void {
    this.picture = picture;
    this.frames.request();
  }

  dispose(): void {
    this.frames.dispose();
    this.stopWatchingTheme();
  }

  private newMeasure(): MeasureText {
    const { labelFont } = this.theme;
    return cachedMeasure(text => {
      this.context.font = labelFont;
      return this.context.measureText(text).width;
    });
  }

  private draw(): void {
    const { canvas, context, theme, measure, picture } = this;
    const ratio = window.devicePixelRatio;
    const width = Math.round(canvas.clientWidth * ratio);
    const height = Math.round(canvas.clientHeight * ratio);
    if (!picture || width === 0 || height === 0) return;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.scene = layoutScene({ ...picture, measure });
    paintScene(context, this.scene, picture.emphasis, {
      theme,
      measure,
      colourOf: lane => picture.colourOf(lane),
    });
  }
}
