import type { IDisposable } from '../../src/core/base/disposable';
import type { Scene, SceneInput } from '../layout/scene';
import { layoutScene } from '../layout/scene';
import type { MeasureText } from '../layout/labelLayout';
import type { Emphasis } from './paintScene';
import { paintScene } from './paintScene';
import { cachedMeasure } from './textMeasure';
import type { Theme } from './theme';
import type { CanvasPainter } from './themedCanvas';
import { ThemedCanvas } from './themedCanvas';

/** All that a frame depends on, but for the theme. */
export interface Picture extends Omit<SceneInput, 'measure'> {
  readonly emphasis: Emphasis;
  /** Palette index of a lane. */
  colourOf(lane: string): number;
}

/** A canvas that draws the diagram. */
export class DiagramCanvas implements IDisposable {
  private readonly painter = new DiagramPainter();
  private readonly canvas: ThemedCanvas;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = new ThemedCanvas(canvas, this.painter);
  }

  /** What was last drawn: what the pointer points at. */
  get scene(): Scene | undefined {
    return this.painter.scene;
  }

  /** Draws it with the next frame; the last one shown wins. */
  show(picture: Picture): void {
    this.painter.picture = picture;
    this.canvas.request();
  }

  dispose(): void {
    this.canvas.dispose();
  }
}

class DiagramPainter implements CanvasPainter {
  picture: Picture | undefined;
  scene: Scene | undefined;
  private tools: { readonly theme: Theme; readonly measure: MeasureText } | undefined;

  themeChanged(theme: Theme, context: CanvasRenderingContext2D): void {
    const measure = cachedMeasure(text => {
      context.font = theme.labelFont;
      return context.measureText(text).width;
    });
    this.tools = { theme, measure };
  }

  paint(context: CanvasRenderingContext2D): void {
    const { picture, tools } = this;
    if (!picture || !tools) return;
    this.scene = layoutScene({ ...picture, measure: tools.measure });
    paintScene(context, this.scene, picture.emphasis, {
      ...tools,
      colourOf: lane => picture.colourOf(lane),
    });
  }
}
