import { createHash } from 'node:crypto';
import { termsOf } from '../core/code/sourceIndex';
import type { PythonParser } from '../adapters/python/pythonParser';
import { isTestModule } from '../adapters/python/extract';
import { formatBytes } from '../core/text/amounts';
import { readRegularFile } from '../node/regularFile';
import type { ParseResult, ParseTask } from './parseTask';
import { maxFileBytes } from './parseTask';

/**
 * Reads and parses one file; problems are part of the result.
 *
 * @throws when it makes the parser fail: see {@link PythonParser.parse}
 */
export function parseFile(parser: PythonParser, task: ParseTask): ParseResult {
  const text = task.text ?? readText(task.file);
  if (typeof text !== 'string') return text;
  const hash = createHash('sha1').update(text).digest('base64');
  if (hash === task.knownHash) return { kind: 'same' };
  const { facts, called, hasSyntaxErrors } = parser.parse(text, task.module, task.isPackage);
  // Names that tests define are not searched for.
  const terms = isTestModule(task.module) ? [] : termsOf(facts);
  return {
    kind: 'parsed',
    hash,
    facts: JSON.stringify(facts),
    terms,
    called: ` ${[...called].join(' ')} `,
    problem: hasSyntaxErrors ? 'is not valid Python 3: what could be read is used' : undefined,
  };
}

/** Reads a file synchronously: the thread has no other work, and promises take longer. */
function readText(file: string): string | ParseResult {
  try {
    const bytes = readRegularFile(file, maxFileBytes);
    if (typeof bytes === 'number') {
      const problem = `is larger than ${formatBytes(maxFileBytes)} (${formatBytes(bytes)}): generated code`;
      return { kind: 'gone', problem };
    }
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      // PEP 263 allows other encodings; names are ASCII in all of them.
      return bytes.toString('latin1');
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isGone = code === 'ENOENT' || code === 'ENOTDIR';
    return { kind: 'gone', problem: isGone ? undefined : `cannot be read: ${code ?? 'unknown'}` };
  }
}
