/** The only file that starts web-tree-sitter. */
import { Language, Parser } from 'web-tree-sitter';
import type { Extracted } from './extract';
import { extract } from './extract';

/** Where the two WebAssembly files lie: beside the bundle, or in `node_modules`. */
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

  /** Never throws for what a file says: what cannot be understood is left out. */
  parse(text: string, module: string, isPackage: boolean): Parsed {
    const tree = this.parser.parse(text);
    if (!tree) throw new Error('the parser has no language');
    try {
      return {
        ...extract(tree, text, module, isPackage),
        hasSyntaxErrors: tree.rootNode.hasError,
      };
    } finally {
      tree.delete();
    }
  }
}
