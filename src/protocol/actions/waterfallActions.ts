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
});
