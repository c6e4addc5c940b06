import type { Memento } from 'vscode';
import { isJsonObject } from '../../core/base/json';

/** How a diagram was left: kept for each capture in the workspace's state. */
export interface DiagramState {
  readonly hiddenLanes: readonly string[];
  /** The webview's own state: JSON of which only {@link DiagramStates.filterOf} reads a part. */
  readonly uiState: string | undefined;
}

const stateKey = 'diagramStates';
/** The captures that were changed last; older ones come up as new. */
const keptStates = 50;

export class DiagramStates {
  constructor(private readonly memento: Pick<Memento, 'get' | 'update'>) {}

  get(capturePath: string): DiagramState {
    return this.entries().find(([path]) => path === capturePath)?.[1] ?? untouched;
  }

  /** Text of its filter box; `''` when there is none. */
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

  private entries(): readonly (readonly [string, DiagramState])[] {
    return this.memento.get<readonly (readonly [string, DiagramState])[]>(stateKey, []);
  }
}

const untouched: DiagramState = { hiddenLanes: [], uiState: undefined };
