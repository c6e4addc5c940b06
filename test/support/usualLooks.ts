import type { StartLooks } from '../../src/protocol/looks';

/** The looks with which a capture opens when no setting says otherwise. */
export const usualLooks: StartLooks = {
  view: 'sequence',
  laneLevel: 'host',
  timeFormat: 'relative',
};
