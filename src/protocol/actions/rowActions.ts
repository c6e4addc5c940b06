import { defineActions } from './action';

/** Keys that move between rows, equal in the sequence and in the table. */
export const rowActions = defineActions({
  previousRow: {
    title: 'Previous Message',
    runsIn: 'rows',
    keys: [{ key: 'ArrowUp', in: ['rows'] }],
  },
  nextRow: {
    title: 'Next Message',
    runsIn: 'rows',
    keys: [{ key: 'ArrowDown', in: ['rows'] }],
  },
  previousInSpan: {
    title: 'Previous Message of the Span, as from a Reply to Its Call; Close a Fold',
    runsIn: 'rows',
    keys: [{ key: 'ArrowLeft', in: ['rows'] }],
  },
  nextInSpan: {
    title: 'Next Message of the Span, as from a Call to Its Reply; Open a Fold',
    runsIn: 'rows',
    keys: [{ key: 'ArrowRight', in: ['rows'] }],
  },
  pageUp: {
    title: 'One Page Up',
    runsIn: 'rows',
    keys: [{ key: 'PageUp', in: ['rows'] }],
  },
  pageDown: {
    title: 'One Page Down',
    runsIn: 'rows',
    keys: [{ key: 'PageDown', in: ['rows'] }],
  },
  firstRow: {
    title: 'First Message',
    runsIn: 'rows',
    keys: [{ key: 'Home', in: ['rows'] }],
  },
  lastRow: {
    title: 'Last Message; Follow What Comes In',
    runsIn: 'rows',
    keys: [{ key: 'End', in: ['rows'] }],
  },
  openRow: {
    title: 'Open Details; Open or Close a Fold',
    runsIn: 'rows',
    keys: [{ key: 'Enter', in: ['rows'] }],
  },
  closeDetails: {
    title: 'Close Details',
    runsIn: 'rows',
    keys: [{ key: 'Escape', in: ['rows', 'details'] }],
  },
});
