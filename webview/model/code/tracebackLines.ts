import type { SpanFrame } from '../../../src/protocol/code/spanCode';

/** A line of a traceback. */
export interface TracebackLine {
  readonly text: string;
  /** The frame that the line names, with the part of the text that says where it is. */
  readonly frame: SpanFrame | undefined;
  readonly from: number;
  readonly to: number;
}

const place = /"[^"]+", line \d+/;

/** @param frames found by their line numbers; a frame that its line does not name is left out */
export function tracebackLines(
  traceback: string,
  frames: readonly SpanFrame[],
): readonly TracebackLine[] {
  const byLine = new Map(frames.map(frame => [frame.textLine, frame]));
  return traceback.split('\n').map((text, at) => {
    const frame = byLine.get(at);
    const found = frame && text.includes(frame.remotePath) ? place.exec(text) : null;
    return found
      ? { text, frame, from: found.index, to: found.index + found[0].length }
      : { text, frame: undefined, from: 0, to: 0 };
  });
}
