import { signal } from '@preact/signals';
import type { MissingReport } from '../../src/protocol/requests';
import { SingleFlight } from './singleFlight';

/** What did not go as it should, as last asked. */
export class MissingList {
  readonly report = signal<MissingReport | undefined>(undefined);
  /** Why there is none. */
  readonly problem = signal<string | undefined>(undefined);
  private readonly flight = new SingleFlight(() => this.load());

  constructor(private readonly source: { missing(): Promise<MissingReport> }) {}

  refresh(): void {
    this.flight.request();
  }

  private async load(): Promise<void> {
    try {
      this.report.value = await this.source.missing();
      this.problem.value = undefined;
    } catch (error) {
      this.problem.value = error instanceof Error ? error.message : String(error);
    }
  }
}
