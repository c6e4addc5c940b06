import type { IDisposable } from '../../src/core/base/disposable';
import type { Scene, SceneInput } from '../layout/scene';
import { layoutScene } from '../layout/scene';
import type { MeasureText } from '../layout/labelLayout';
import type { Emphasis } from './emphasis';
import { paintScene } from './paintScene';
import { cachedMeasure } from './textMeasure';
import type { Theme } from './theme';
import type { CanvasPainter } from './themedCanvas';
import { ThemedCanvas } from './themedCanvas';

/** Everything that a frame depends on, except for the theme. */
export interface Picture extends Omit<SceneInput, 'measure'> {
  readonly emphasis: Emphasis;
  /** @returns the palette index of a lane */
  colourOf(lane: string): number;
}

/** A canvas that draws the diagram. */
export class DiagramCanvas implements IDisposable {
  private readonly painter = new DiagramPainter();
  private readonly canvas: ThemedCanvas;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = new ThemedCanvas(canvas, this.painter);
  }

  /** The scene that was last drawn, which the pointer hits. */
  get scene(): Scene | undefined {
    return this.painter.scene;
  }

  /** Draws a picture with the next frame; the last picture wins. */
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
