/** Rows of a capture in which noise is folded, and in which a filter marks what it matches. */
import type { Fold, Row } from '../../src/protocol/rows';
import { row, startMicros } from './sampleRows';

export const fold = (fields: Partial<Fold> = {}): Fold => ({
  isOpen: false,
  count: 57,
  toAtMicros: startMicros + 12_000_000,
  kinds: [
    { label: 'report_state', count: 42 },
    { label: 'service_update', count: 9 },
    { label: 'sync_allocations', count: 4 },
    { label: 'get_active_networks_info', count: 2 },
  ],
  errorCount: 0,
  ...fields,
});

const noise = {
  label: 'report_state',
  sender: 'nova-compute · cmp1',
  receivers: ['nova-conductor · ctl1'],
};

/** A closed fold, calls of which one is marked, an open fold with its messages, and one with errors. */
export const foldedRows: readonly Row[] = [
  row({ index: 0, ...noise, fold: fold() }),
  row({ index: 1, messageId: 100, spanId: 100, atMicros: startMicros + 12_100_000 }),
  row({
    index: 2,
    messageId: 101,
    spanId: 101,
    atMicros: startMicros + 12_200_000,
    label: 'build_instances',
    isHighlighted: true,
  }),
  row({
    index: 3,
    messageId: 102,
    spanId: 102,
    ...noise,
    atMicros: startMicros + 12_300_000,
    fold: fold({
      isOpen: true,
      count: 2,
      toAtMicros: startMicros + 12_800_000,
      kinds: [{ label: 'report_state', count: 2 }],
    }),
  }),
  row({ index: 4, messageId: 102, spanId: 102, ...noise, atMicros: startMicros + 12_300_000 }),
  row({ index: 5, messageId: 103, spanId: 103, ...noise, atMicros: startMicros + 12_800_000 }),
  row({
    index: 6,
    messageId: 104,
    spanId: 104,
    ...noise,
    atMicros: startMicros + 12_900_000,
    fold: fold({ toAtMicros: startMicros + 14_400_000, errorCount: 3, count: 3_214 }),
    isHighlighted: true,
  }),
  row({ index: 7, messageId: 3_400, spanId: 3_400, atMicros: startMicros + 14_500_000 }),
];

export const foldedCapture = {
  activations: [],
  gaps: [],
  rowCount: foldedRows.length,
  rowAt: (index: number) => foldedRows[index] as Row,
};
