import type { Guard } from '../actions/registry';
import type { DiagramFilters } from '../diagrams/diagramHost';
import type { FilterPicks } from './filterPicks';
import type { FilterStore } from './filterStore';

/**
 * The filters of the workspace, as diagrams reach them.
 *
 * @param guard runs what asks the user: a webview does not wait for the answer, and what goes wrong
 *   is told as that of any command
 */
export const diagramFilters = (
  store: FilterStore,
  picks: FilterPicks,
  guard: Guard,
): DiagramFilters => ({
  onDidChange: store.onDidChange,
  get known() {
    return { saved: store.saved, history: store.history };
  },
  get muted() {
    return store.muted;
  },
  setMuted: labels => store.setMuted(labels),
  addToHistory: filter => store.addToHistory(filter),
  save: filter => guard('saveFilter', () => picks.save(filter)),
  manage: current => guard('manageFilters', () => picks.manage(current)),
});
