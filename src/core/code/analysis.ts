import type { Ends } from './affinity';
import { isOfProject, projectOf, tellingWords, wordsOf } from './affinity';
import type { SourceIndex, SourceFile } from './sourceIndex';
import { Evaluator } from './evaluate';
import { RecordedCalls } from './recordedCalls';
import { Symbols } from './symbols';

/** Results that are derived from one state of the index, cached until the index changes. */
export class Analysis {
  readonly symbols: Symbols;
  readonly calls: RecordedCalls;
  readonly evaluator: Evaluator;

  constructor(readonly index: SourceIndex) {
    this.symbols = new Symbols(index);
    this.calls = new RecordedCalls(index, this.symbols);
    this.evaluator = new Evaluator(index, this.symbols, this.calls);
  }

  /** Tells whether the index contains files of a project. */
  readonly hasProject = (name: string): boolean =>
    name !== '' && this.index.filesOfModule(name).length > 0;

  /**
   * Tells whether the sources of a file's project hold a program: some module has a word of its name.
   * Neutron's of 2025 no longer hold `neutron-linuxbridge-agent`.
   */
  holdsProgram(program: string, file: SourceFile): boolean {
    const project = projectOf(file);
    const telling = tellingWords(program, project);
    if (telling.length === 0) return true;
    const known = this.words.get(project) ?? this.wordsOfModules(project);
    this.words.set(project, known);
    return telling.some(word => known.has(word));
  }

  private readonly words = new Map<string, ReadonlySet<string>>();

  private wordsOfModules(project: string): ReadonlySet<string> {
    return new Set(this.index.modulesOf(project).flatMap(wordsOf));
  }

  /** Tells whether a message belongs to a file's project: see {@link isOfProject}. */
  isOfProject(file: SourceFile, ends: Ends): boolean | undefined {
    return isOfProject(file, ends, this.hasProject);
  }
}
