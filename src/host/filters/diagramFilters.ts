import type { Guard } from '../actions/registry';
import type { DiagramFilters } from '../diagrams/diagramHost';
import type { FilterPicks } from './filterPicks';
import type { FilterStore } from './filterStore';

/**
 * Gives diagrams access to the filters of the workspace.
 *
 * @param guard runs questions to the user, for whose answers a webview does not wait, and shows their
 *   failures as those of commands
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
