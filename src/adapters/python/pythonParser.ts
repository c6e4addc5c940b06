/** The only file that starts web-tree-sitter. */
import type { Tree } from 'web-tree-sitter';
import { Language, Parser } from 'web-tree-sitter';
import type { Extracted } from './extract';
import { extract } from './extract';
import { mended } from './mend';

/** Paths of the two WebAssembly files: beside the bundle, or in `node_modules`. */
export interface ParserFiles {
  readonly runtime: string;
  readonly python: string;
}

export type Parsed = Extracted & { readonly hasSyntaxErrors: boolean };

export class PythonParser {
  private constructor(private readonly parser: Parser) {}

  static async load(files: ParserFiles): Promise<PythonParser> {
    await Parser.init({ locateFile: () => files.runtime });
    const parser = new Parser();
    parser.setLanguage(await Language.load(files.python));
    return new PythonParser(parser);
  }

  /**
   * Parses a text; parts that cannot be understood are left out.
   *
   * @throws when the parser itself fails; it must not be used again
   */
  parse(text: string, module: string, isPackage: boolean): Parsed {
    if (levelsOf(text) > maxLevels) {
      const nothing = { imports: {}, classes: [], functions: [], assigns: [], calls: [] };
      return {
        facts: { module, isPackage, ...nothing },
        called: new Set(),
        hasSyntaxErrors: true,
      };
    }
    const parsed = this.within(text, tree => ({
      ...extract(tree, text, module, isPackage),
      hasSyntaxErrors: tree.rootNode.hasError,
    }));
    if (!parsed.hasSyntaxErrors) return parsed;
    const isRight = (part: string) => this.within(part, tree => !tree.rootNode.hasError);
    const rest = mended(text, isRight);
    return {
      ...this.within(rest, tree => extract(tree, rest, module, isPackage)),
      hasSyntaxErrors: true,
    };
  }

  private within<T>(text: string, read: (tree: Tree) => T): T {
    const tree = this.parser.parse(text);
    if (!tree) throw new Error('the parser has no language');
    try {
      return read(tree);
    } finally {
      tree.delete();
    }
  }
}

/**
 * Maximum depth of indentation. Python allows a hundred levels; the grammar's scanner writes beyond
 * its buffer from 512 on.
 */
const maxLevels = 400;
/** Matches a line that is needed for more levels; a tab counts as eight blanks. */
const isDeep = /^(?: {300}| {0,300}\t[ \t]{32})/m;

/** Returns an upper bound of the levels of indentation; strings and open brackets are ignored. */
function levelsOf(text: string): number {
  if (!isDeep.test(text)) return 0;
  let most = 0;
  const open: number[] = [];
  for (const [, blanks = ''] of text.matchAll(/^([ \t]*)[^ \t\r\n]/gm)) {
    const width = blanks.length + 7 * blanks.replaceAll(' ', '').length;
    while ((open.at(-1) ?? -1) >= width) open.pop();
    open.push(width);
    most = Math.max(most, open.length);
  }
  return most;
}
