import type { Memento } from 'vscode';
import * as v from 'valibot';
import { isJsonObject } from '../../core/base/json';
import type { RequestQuery } from '../../protocol/requests';
import { allRequests, requestQuerySchema } from '../../protocol/requests';

/** State of each capture's diagram, kept in the workspace's state. */
export interface DiagramState {
  readonly hiddenLanes: readonly string[];
  /** The webview's own state: JSON of which only {@link DiagramStates.filterOf} reads a part. */
  readonly uiState: string | undefined;
  /** The requests that the Requests view lists. */
  readonly requestQuery: RequestQuery;
}

const stateKey = 'diagramStates';
/** Number of captures whose state is kept: those that changed last. */
const keptStates = 50;

export class DiagramStates {
  constructor(private readonly memento: Pick<Memento, 'get' | 'update'>) {}

  get(capturePath: string): DiagramState {
    const stored = this.entries().find(([path]) => path === capturePath)?.[1];
    const query = v.safeParse(requestQuerySchema, stored?.requestQuery);
    return { ...untouched, ...stored, requestQuery: query.success ? query.output : allRequests };
  }

  /** @returns the text of the filter box; `''` when there is none */
  filterOf(capturePath: string): string {
    try {
      const state: unknown = JSON.parse(this.get(capturePath).uiState ?? '{}');
      const text = isJsonObject(state) ? state['filterText'] : undefined;
      return typeof text === 'string' ? text : '';
    } catch {
      return '';
    }
  }

  async update(capturePath: string, change: Partial<DiagramState>): Promise<void> {
    const changed = { ...this.get(capturePath), ...change };
    const others = this.entries().filter(([path]) => path !== capturePath);
    await this.memento.update(stateKey, [[capturePath, changed], ...others].slice(0, keptStates));
  }

  private entries(): readonly StoredEntry[] {
    return this.memento.get<readonly StoredEntry[]>(stateKey, []);
  }
}

/** The state may be one of an older version, which knew less. */
type StoredEntry = readonly [capturePath: string, state: Partial<DiagramState>];

const untouched: DiagramState = {
  hiddenLanes: [],
  uiState: undefined,
  requestQuery: allRequests,
};
