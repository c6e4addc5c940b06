import type { Ends } from './affinity';
import { isOfProject } from './affinity';
import type { SourceIndex, SourceFile } from './sourceIndex';
import { Evaluator } from './evaluate';
import { Symbols } from './symbols';

/** What is worked out of one state of the index, and kept until the index changes. */
export class Analysis {
  readonly symbols: Symbols;
  readonly evaluator: Evaluator;

  constructor(readonly index: SourceIndex) {
    this.symbols = new Symbols(index);
    this.evaluator = new Evaluator(index, this.symbols);
  }

  /** Whether anything of the index is of a project. */
  readonly hasProject = (name: string): boolean =>
    name !== '' && this.index.filesOfModule(name).length > 0;

  /** Whether a message is of a file's project: see {@link isOfProject}. */
  isOfProject(file: SourceFile, ends: Ends): boolean | undefined {
    return isOfProject(file, ends, this.hasProject);
  }
}
