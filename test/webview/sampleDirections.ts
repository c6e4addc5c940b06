/** A capture with text of right-to-left scripts, and with many lanes of one service. */
import type { SpanDetails } from '../../src/protocol/spans';
import type { SampleCapture } from './sampleEngine';
import { SampleEngine, sampleCapture } from './sampleEngine';
import { lane, lanes, row, stored } from './sampleRows';

export const arabic = 'عربي';
export const hebrew = 'שלום';
/** A name as a user of another language gives it, with markup around it. */
export const mixedName = `<test <b>x</b (${arabic}) ${hebrew} 12`;

/** Rows whose labels hold such text, and a message whose content does. */
export class DirectionsEngine extends SampleEngine {
  constructor(fields: Partial<SampleCapture> = {}) {
    const labels = [mixedName, `${arabic}, ${hebrew}`, `a\u202egnp.exe`];
    super(
      sampleCapture({
        ...stored,
        activations: [],
        rowCount: labels.length,
        rowAt: index =>
          row({
            index,
            label: labels[index] ?? '',
            detail: `${hebrew} (${arabic})`,
            spanId: index + 1,
          }),
        ...fields,
      }),
    );
  }

  override readSpan(spanId: number): SpanDetails | undefined {
    const span = super.readSpan(spanId);
    const args = {
      name: mixedName,
      tags: [arabic, hebrew],
      [`${hebrew} (${arabic})`]: `${arabic} 123`,
      file: 'a\u202egnp.exe',
    };
    const body = JSON.stringify({ method: 'create', args });
    return span && { ...span, messages: span.messages.map(each => ({ ...each, body })) };
  }
}

/** Eight hosts of one service, and the controllers. */
export const oneServiceLanes = [
  ...lanes.slice(0, 2),
  ...Array.from({ length: 8 }, (_, at) =>
    lane(`nova-compute · compute-${at + 10}.rack7.example.org`, {
      colour: at % 8,
      inferredFrom: at === 3 ? 'its queue' : undefined,
    }),
  ),
];
