import type { Memento } from 'vscode';

/** How a diagram was left: kept for each capture in the workspace's state. */
export interface DiagramState {
  readonly hiddenLanes: readonly string[];
  /** The webview's own state, JSON that only it reads. */
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
