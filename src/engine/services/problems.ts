import type { ProblemItem, ProblemKind, ProblemReport, ProblemsApi } from '../../protocol/problems';
import { ProblemReader } from '../../capture/read/problems';
import type { SpanReader } from '../../capture/read/spanReader';
import type { ShownCapture } from '../shownCapture';

export class ProblemsService implements ProblemsApi {
  private readonly reader: ProblemReader;

  constructor({ database, rows }: ShownCapture, spans: SpanReader) {
    this.reader = new ProblemReader(database, rows, spans);
  }

  listProblems(): ProblemReport {
    return this.reader.report();
  }

  listCase(kind: ProblemKind, spanId: number): readonly ProblemItem[] {
    return this.reader.itemsOfCase(kind, spanId);
  }
}
