import { defineActions } from './action';

/** Keys of the waterfall, beside those that walk its tree. */
export const waterfallActions = defineActions({
  zoomIn: {
    title: 'Zoom In on the Time Axis',
    runsIn: 'waterfall',
    keys: [
      { key: '+', in: ['waterfall'] },
      { key: '=', in: ['waterfall'] },
    ],
  },
  zoomOut: {
    title: 'Zoom Out on the Time Axis',
    runsIn: 'waterfall',
    keys: [{ key: '-', in: ['waterfall'] }],
  },
  showWholeRequest: {
    title: 'Show the Time of the Whole Request',
    runsIn: 'waterfall',
    keys: [{ key: '0', in: ['waterfall'] }],
  },
  collapseToDepth1: {
    title: 'Collapse to Depth 1',
    runsIn: 'waterfall',
    keys: [{ key: '1', in: ['waterfall'] }],
  },
  collapseToDepth2: {
    title: 'Collapse to Depth 2',
    runsIn: 'waterfall',
    keys: [{ key: '2', in: ['waterfall'] }],
  },
  collapseToDepth3: {
    title: 'Collapse to Depth 3',
    runsIn: 'waterfall',
    keys: [{ key: '3', in: ['waterfall'] }],
  },
  expandAll: {
    title: 'Expand All',
    runsIn: 'waterfall',
    keys: [{ key: '*', in: ['waterfall'] }],
  },
  searchSpans: {
    title: 'Search the Spans',
    runsIn: 'waterfall',
    keys: [{ key: 'Ctrl+f', in: ['waterfall'] }],
  },
  nextSpanMatch: {
    title: 'Go to Next Match',
    runsIn: 'waterfall',
    keys: [{ key: 'F3', in: ['waterfall'] }],
  },
  previousSpanMatch: {
    title: 'Go to Previous Match',
    runsIn: 'waterfall',
    keys: [{ key: 'Shift+F3', in: ['waterfall'] }],
  },
});
