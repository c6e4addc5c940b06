import { signal } from '@preact/signals';
import type { VersionMismatch } from '../../../src/protocol/code/spanCode';
import { maxVersionMismatchSpans } from '../../../src/protocol/code/spanCode';
import { CoalescingTask } from '../coalescingTask';

export interface VersionMismatchSource {
  versionMismatches(spanIds: readonly number[]): Promise<readonly VersionMismatch[] | undefined>;
}

/** Pause before a question, so that rows that only fly past cause none. */
const pauseMillis = 250;
/**
 * Number of spans whose answers are remembered; beyond it, all are asked for again as they come
 * into sight.
 */
const maxKnown = 20_000;

/** The visible spans that the sources would not accept as they are, with the reasons. */
export class VersionMismatches {
  /** The sentence that explains the mismatch, by span id. */
  readonly sentences = signal<ReadonlyMap<number, string>>(new Map());

  private readonly known = new Set<number>();
  private wanted: readonly number[] = [];
  /** True when the sources could not tell, until they change. */
  private isFutile = false;
  private generation = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly reload = new CoalescingTask(() => this.load());

  constructor(private readonly source: VersionMismatchSource) {}

  /** @param spanIds spans of the visible requests */
  setVisible(spanIds: readonly number[]): void {
    this.wanted = spanIds;
    if (!this.isFutile && this.unasked().length > 0) this.askSoon();
  }

  /** Asks again, because the sources have changed. Sentences stay until there is another answer. */
  invalidate(): void {
    this.known.clear();
    this.isFutile = false;
    this.generation++;
    if (this.wanted.length > 0) this.askSoon();
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private askSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.reload.request();
    }, pauseMillis);
  }

  private unasked(): number[] {
    return [...new Set(this.wanted)].filter(spanId => !this.known.has(spanId));
  }

  private async load(): Promise<void> {
    const asked = this.unasked().slice(0, maxVersionMismatchSpans);
    if (asked.length === 0) return;
    const { generation } = this;
    try {
      const mismatches = await this.source.versionMismatches(asked);
      // The sources changed meanwhile; another question is about to follow.
      if (generation !== this.generation) return;
      if (mismatches) this.learn(asked, mismatches);
      else this.isFutile = true;
    } catch (error) {
      // Rows are complete without the marks, and the details report the failure.
      console.warn('rpcscope: versions were not compared,', error);
      this.isFutile = true;
    }
  }

  private learn(asked: readonly number[], mismatches: readonly VersionMismatch[]): void {
    const isFull = this.known.size > maxKnown;
    if (isFull) this.known.clear();
    const sentences = new Map(isFull ? [] : this.sentences.value);
    for (const spanId of asked) {
      this.known.add(spanId);
      sentences.delete(spanId);
    }
    for (const { spanId, sentence } of mismatches) sentences.set(spanId, sentence);
    if (mismatches.length > 0 || sentences.size !== this.sentences.value.size) {
      this.sentences.value = sentences;
    }
  }
}
