import { useEffect, useRef } from 'preact/hooks';
import type { RowKind } from '../../../src/protocol/rows';
import type { Look } from '../../layout/arrowLayout';
import { sampleArrow } from '../../layout/arrowLayout';
import { paintArrow } from '../../paint/paintArrow';
import type { Theme } from '../../paint/theme';
import { ThemedCanvas } from '../../paint/themedCanvas';
import { useDiagram } from '../context';
import { Sheet } from '../sheet';
import './legend.css';

interface Sign {
  readonly kind: RowKind;
  readonly change?: Partial<Look>;
  readonly meaning: string;
}

const signs: readonly Sign[] = [
  { kind: 'call', meaning: 'Call: the sender waits for a reply' },
  { kind: 'reply', meaning: 'Reply' },
  { kind: 'failure', meaning: 'Reply with an exception' },
  { kind: 'heartbeat', meaning: 'Heartbeat of a slow call' },
  { kind: 'cast', meaning: 'Cast: no reply' },
  { kind: 'fanout', meaning: 'Fanout: a cast to all servers of a topic' },
  { kind: 'notification', meaning: 'Notification' },
  {
    kind: 'foreign',
    meaning: 'Message that is not of oslo.messaging, or that could not be decoded',
  },
  {
    kind: 'call',
    change: { shape: 'circledCross', tone: 'failed' },
    meaning: 'Call that was not answered',
  },
  { kind: 'cast', change: { shape: 'queue' }, meaning: 'Message that nobody took from its queue' },
  {
    kind: 'call',
    change: { shape: 'cross', tone: 'doubt', line: 'dotted' },
    meaning: 'Dropped message: no queue was bound',
  },
  { kind: 'cast', change: { shape: 'dot' }, meaning: 'The receiver is not known' },
];

const others: readonly (readonly [sign: string, meaning: string])[] = [
  ['~nova-api', 'The name of the lane is inferred from its messages'],
  ['×4', 'The lane stands for four processes'],
  ['↻', 'A process of the lane restarted'],
  ['+27 s', 'Time without a message'],
  ['▸ 42', 'Regular traffic, folded into one line'],
];

const lineHeightPx = 22;
const widthPx = 74;

/** Explains the signs of the sequence. */
export function Legend() {
  const { options } = useDiagram();
  return (
    <Sheet title="Legend" class="legend" onClose={() => options.toggleLegend()}>
      <LegendSigns />
      <dl>
        {others.map(([sign, meaning]) => (
          <div key={sign}>
            <dt>{sign}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">
        <b class="bad">Red</b> is an error, <b class="warn">amber</b> a doubt. A bar on a lane is
        the time in which a handler works. The README lists all keys.
      </p>
    </Sheet>
  );
}

/** The arrows with their meanings, painted as in the diagram itself. */
function LegendSigns() {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (!canvas.current) return;
    const drawing = new ThemedCanvas(canvas.current, signPainter());
    drawing.request();
    return () => drawing.dispose();
  }, []);
  return (
    <div class="legend-signs">
      <canvas
        ref={canvas}
        aria-hidden="true"
        style={{ width: `${widthPx}px`, height: `${signs.length * lineHeightPx}px` }}
      />
      <ul>
        {signs.map(({ meaning }) => (
          <li key={meaning} style={{ height: `${lineHeightPx}px` }}>
            {meaning}
          </li>
        ))}
      </ul>
    </div>
  );
}

function signPainter() {
  let theme: Theme | undefined;
  return {
    themeChanged(changed: Theme) {
      theme = changed;
    },
    paint(context: CanvasRenderingContext2D, size: { widthPx: number; heightPx: number }) {
      if (!theme) return;
      context.fillStyle = theme.background;
      context.fillRect(0, 0, size.widthPx, size.heightPx);
      for (const [at, { kind, change }] of signs.entries()) {
        const arrow = sampleArrow(kind, [6, widthPx - 12], change);
        paintArrow(context, arrow, (at + 0.5) * lineHeightPx, theme, false);
      }
    },
  };
}
