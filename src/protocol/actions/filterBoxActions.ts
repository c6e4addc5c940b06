import { defineActions } from './action';

/** Keys of the filter box while its list of completions is closed. */
export const filterBoxActions = defineActions({
  applyTyped: {
    title: 'Apply the Filter and Go to the Rows',
    runsIn: 'filterBox',
    keys: [
      { key: 'Enter', in: ['filterBox'] },
      { key: 'Shift+Enter', in: ['filterBox'] },
    ],
  },
  olderFilter: {
    title: 'Line Above; Filter Used Before',
    runsIn: 'filterBox',
    keys: [{ key: 'ArrowUp', in: ['filterBox'] }],
  },
  newerFilter: {
    title: 'Line Below; Filter Used After; Go to the Rows',
    runsIn: 'filterBox',
    keys: [{ key: 'ArrowDown', in: ['filterBox'] }],
  },
  clearFilter: {
    title: 'Clear the Filter; Leave an Empty One',
    runsIn: 'filterBox',
    keys: [{ key: 'Escape', in: ['filterBox'] }],
  },
  completeFilter: {
    title: 'Complete What Is Typed',
    runsIn: 'filterBox',
    keys: [{ key: 'Ctrl+Space', in: ['filterBox'] }],
  },
});
