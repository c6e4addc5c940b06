/** Queries the sources about the spans of a capture. */
import type { CodeAnswer, CodeApi, CodeSubject, HandlersAnswer } from '../../protocol/code/codeApi';
import type { EngineApi } from '../../protocol/engineApi';
import type { Remote, RemoteApis } from '../../protocol/rpc';
import type { IndexProgress, SpanCode, SpanFrame } from '../../protocol/code/spanCode';
import type { SpanSubject } from '../../protocol/code/codeUsage';
import { mappableFolder } from './pathMapping';

/** The part of the index that navigation needs. */
export interface CodeQuestions {
  readonly api: Remote<CodeApi>;
  /** Sends unsaved text, which answers should take into account. */
  syncOverlays(): Promise<void>;
}

/** The part of a capture that navigation needs. */
export interface SpanSubjects {
  readonly api: Pick<RemoteApis<EngineApi>, 'codeUsage'>;
}

export class SpanCodeReader {
  constructor(private readonly code: CodeQuestions) {}

  /** Returns all answers; `undefined` for a message that has no code, such as a foreign one. */
  async readSpanCode(capture: SpanSubjects, spanId: number): Promise<SpanCode | undefined> {
    const found = await this.codeSubjectOf(capture, spanId);
    if (!found) return undefined;
    const [{ handlers, versionMismatches }, callers, frames, index] = await Promise.all([
      this.handlers(found.subject),
      this.callers(found.subject),
      this.frames(found),
      this.indexProgress(),
    ]);
    return { kind: found.subject.type, handlers, versionMismatches, callers, frames, index };
  }

  /** Returns the subject to query for a span, after sending unsaved text. */
  async codeSubjectOf(capture: SpanSubjects, spanId: number): Promise<SpanSubject | undefined> {
    const [found] = await Promise.all([
      capture.api.codeUsage.codeSubjectOf(spanId),
      this.code.syncOverlays(),
    ]);
    return found;
  }

  /** Returns the handlers, or the listeners of a notification. */
  async handlers(subject: CodeSubject): Promise<HandlersAnswer> {
    if (subject.type === 'request') return await this.code.api.handlers(subject.call);
    const listeners = await this.code.api.listeners(subject.notification);
    return { handlers: listeners, versionMismatches: [] };
  }

  /** Returns the callers, or the emitters of a notification. */
  async callers(subject: CodeSubject): Promise<readonly CodeAnswer[]> {
    return subject.type === 'request'
      ? await this.code.api.callers(subject.call)
      : await this.code.api.emitters(subject.notification);
  }

  async frames({ traceback }: SpanSubject): Promise<readonly SpanFrame[]> {
    if (traceback === undefined) return [];
    const offered = new Set<string>();
    return (await this.code.api.frames(traceback)).map(frame => {
      const folder = frame.place ? undefined : mappableFolder(frame.remotePath);
      const mappable = folder === undefined || offered.has(folder) ? undefined : folder;
      if (folder !== undefined) offered.add(folder);
      return { ...frame, mappable };
    });
  }

  async indexProgress(): Promise<IndexProgress> {
    const { state, fileCount, done, total } = await this.code.api.status();
    return { isIndexing: state === 'indexing', fileCount, done, total };
  }
}
