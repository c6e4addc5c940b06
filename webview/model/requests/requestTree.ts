import { batch, signal } from '@preact/signals';
import { errorText } from '../../../src/core/base/errorText';
import type { RequestDetails } from '../../../src/protocol/requests';
import { CoalescingTask } from '../coalescingTask';

export interface RequestSource {
  readRequest(id: string): Promise<RequestDetails | undefined>;
}

/** The request that the waterfall shows. */
export class RequestTree {
  readonly details = signal<RequestDetails | undefined>(undefined);
  /** The reason why there are no details. */
  readonly error = signal<string | undefined>(undefined);

  private wanted: string | undefined;
  private readonly reload = new CoalescingTask(() => this.load());

  constructor(private readonly source: RequestSource) {}

  /** @param id id of a request, or of one of its parts */
  show(id: string | undefined): void {
    if (id === this.wanted) return;
    this.wanted = id;
    // An id of another part of the held request needs no question.
    if (id !== undefined && this.details.value?.requestIds.includes(id)) return;
    batch(() => {
      this.error.value = undefined;
      if (id === undefined) this.details.value = undefined;
      else this.reload.request();
    });
  }

  /** Asks again: the request may have grown. */
  refresh(): void {
    if (this.wanted !== undefined) this.reload.request();
  }

  private async load(): Promise<void> {
    const { wanted } = this;
    if (wanted === undefined) return;
    try {
      const details = await this.source.readRequest(wanted);
      if (wanted !== this.wanted) return;
      batch(() => {
        this.details.value = details;
        this.error.value = details ? undefined : 'This request is not in the capture any more.';
      });
    } catch (error) {
      if (wanted !== this.wanted) return;
      this.error.value = errorText(error);
    }
  }
}
