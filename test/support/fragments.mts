import ts from 'typescript';

/** A comment, or the name of a test, that opens with a word without a subject. */
interface Fragment {
  readonly kind: 'comment' | 'test name';
  /** Counted from 1. */
  readonly line: number;
  /** The text's first line. */
  readonly text: string;
}

export interface Prose {
  /** Comments that say something; adjoining `//` lines are one comment. */
  readonly commentCount: number;
  /** Names given to `describe`, `suite`, `it` and `test`. */
  readonly nameCount: number;
  readonly fragments: readonly Fragment[];
}

interface Comment {
  readonly pos: number;
  readonly text: string;
}

const openings = [
  /^(?:of|what|those|who|whose|that|whom|by what|how|whether|to be)\b/i,
  // "As long as it is open, it is shown." is a sentence; "As shells do." is none.
  /^as\b(?! (?:few|little|long|many|much|soon)\b)/i,
  // "Where it is known, it is shown." is a sentence; "Where it is." is none.
  /^where\b[^,.]*\bis\b[^,]*$/i,
];
const isScript = /\.m?[jt]sx?$/;
const testFunctions = new Set(['describe', 'suite', 'it', 'test']);

/** @returns true when a text opens with a fragment instead of a sentence or a noun phrase */
export function opensWithFragment(text: string): boolean {
  const firstSentence = /^.*?(?=[.:;](?:\s|$)|$)/s.exec(text)?.[0] ?? '';
  return openings.some(opening => opening.test(firstSentence));
}

/** Counts the comments and test names of a source file, and finds those that open with a fragment. */
export function proseOf(fileName: string, text: string): Prose {
  if (!isScript.test(fileName)) return proseOfLines(text, fileName.endsWith('.css'));
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true);
  const comments = commentsOf(source);
  const names = testNamesOf(source);
  const fragmentsOf = (kind: Fragment['kind'], texts: readonly Comment[]): Fragment[] =>
    texts
      .filter(each => opensWithFragment(each.text))
      .map(({ pos, text }) => ({
        kind,
        line: source.getLineAndCharacterOfPosition(pos).line + 1,
        text: text.split('\n', 1)[0] ?? '',
      }));
  return {
    commentCount: comments.length,
    nameCount: names.length,
    fragments: [...fragmentsOf('comment', comments), ...fragmentsOf('test name', names)],
  };
}

/** Reads comments by their marks alone: in style sheets `/* … *\/`, else lines with `#` and docstrings. */
function proseOfLines(text: string, isCss: boolean): Prose {
  const marks = isCss ? /\/\*.*?\*\//gs : /^[ \t]*#(?!!).*(?:\n[ \t]*#.*)*|^[ \t]*"""[^]*?"""/gm;
  const comments = [...text.matchAll(marks)]
    .map(({ index, 0: mark }) => ({
      pos: index,
      text: isCss ? textOfBlock(mark) : mark.replace(/^[ \t]*(?:#|""")[ \t]*|"""$/gm, ''),
    }))
    .filter(comment => /\p{L}/u.test(comment.text));
  const fragments = comments
    .filter(comment => opensWithFragment(comment.text))
    .map(({ pos, text: opening }) => ({
      kind: 'comment' as const,
      line: text.slice(0, pos).split('\n').length,
      text: opening.split('\n', 1)[0] ?? '',
    }));
  return { commentCount: comments.length, nameCount: 0, fragments };
}

function commentsOf(source: ts.SourceFile): Comment[] {
  const comments: Comment[] = [];
  visitTokens(source, source, token => comments.push(...commentsBefore(token, source)));
  return comments.filter(({ text }) => /\p{L}/u.test(text));
}

function visitTokens(node: ts.Node, source: ts.SourceFile, visit: (token: ts.Node) => void): void {
  if (ts.isTokenKind(node.kind)) visit(node);
  else {
    for (const child of node.getChildren(source)) {
      const isJsDoc =
        child.kind >= ts.SyntaxKind.FirstJSDocNode && child.kind <= ts.SyntaxKind.LastJSDocNode;
      if (!isJsDoc) visitTokens(child, source, visit);
    }
  }
}

/** All comments of a file stand before some token: at the latest before the end of the file. */
function commentsBefore(token: ts.Node, source: ts.SourceFile): Comment[] {
  const comments: Comment[] = [];
  const start = token.getStart(source);
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard);
  scanner.setText(source.text, token.pos, start - token.pos);
  // A comment on a line of code is not continued by the comment on the next line.
  let newLines = token.pos === 0 ? 1 : 0;
  let continues = false;
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const pos = scanner.getTokenStart();
    if (kind === ts.SyntaxKind.NewLineTrivia) newLines++;
    else if (kind === ts.SyntaxKind.SingleLineCommentTrivia) {
      const text = scanner.getTokenText().replace(/^\/\/+\s?/, '');
      const previous = comments.at(-1);
      if (previous !== undefined && continues && newLines === 1) {
        comments[comments.length - 1] = { ...previous, text: `${previous.text}\n${text}` };
      } else {
        comments.push({ pos, text: text.trim() });
        continues = newLines > 0;
      }
      newLines = 0;
    } else if (kind === ts.SyntaxKind.MultiLineCommentTrivia) {
      comments.push({ pos, text: textOfBlock(scanner.getTokenText()) });
      continues = false;
      newLines = 0;
    }
  }
  return comments;
}

function textOfBlock(comment: string): string {
  return comment
    .replace(/^\/\*+|\*+\/$/g, '')
    .split('\n')
    .map(line => line.replace(/^\s*\*?\s?/, ''))
    .join('\n')
    .trim();
}

function testNamesOf(source: ts.SourceFile): Comment[] {
  const names: Comment[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTestFunction(node.expression)) {
      const name = node.arguments[0];
      const text = name && textOfLiteral(name);
      if (name && text !== undefined) names.push({ pos: name.getStart(source), text });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** Sees `test`, `test.skip` and `test.each(cases)` alike. */
function isTestFunction(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return testFunctions.has(callee.text);
  if (ts.isTaggedTemplateExpression(callee)) return isTestFunction(callee.tag);
  return (
    (ts.isPropertyAccessExpression(callee) || ts.isCallExpression(callee)) &&
    isTestFunction(callee.expression)
  );
}

function textOfLiteral(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node) ? `${node.head.text}…` : undefined;
}
