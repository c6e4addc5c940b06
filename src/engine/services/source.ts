import type { SourceApi } from '../../protocol/source';

/** A recording whose rows can be removed. */
export interface Clearable {
  clear(): void;
}

/** A live source that can stop taking records temporarily. */
export interface Pausable {
  pause(): void;
  resume(): void;
}

export class SourceService implements SourceApi {
  private recording: Clearable | undefined;
  private source: Pausable | undefined;

  attach(recording: Clearable, source: Pausable | undefined): void {
    this.recording = recording;
    this.source = source;
  }

  pause(): void {
    this.source?.pause();
  }

  resume(): void {
    this.source?.resume();
  }

  clear(): void {
    this.recording?.clear();
  }
}
