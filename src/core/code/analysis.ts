import type { Ends } from './affinity';
import { isOfProject } from './affinity';
import type { SourceIndex, SourceFile } from './sourceIndex';
import { Evaluator } from './evaluate';
import { Symbols } from './symbols';

/** Results that are derived from one state of the index, cached until the index changes. */
export class Analysis {
  readonly symbols: Symbols;
  readonly evaluator: Evaluator;

  constructor(readonly index: SourceIndex) {
    this.symbols = new Symbols(index);
    this.evaluator = new Evaluator(index, this.symbols);
  }

  /** Tells whether the index contains files of a project. */
  readonly hasProject = (name: string): boolean =>
    name !== '' && this.index.filesOfModule(name).length > 0;

  /** Tells whether a message belongs to a file's project: see {@link isOfProject}. */
  isOfProject(file: SourceFile, ends: Ends): boolean | undefined {
    return isOfProject(file, ends, this.hasProject);
  }
}
