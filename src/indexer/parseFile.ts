import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { termsOf } from '../core/code/sourceIndex';
import type { PythonParser } from '../adapters/python/pythonParser';
import { isTestModule } from '../adapters/python/extract';
import { formatBytes } from '../core/text/amounts';
import type { ParseResult, ParseTask } from './parseTask';

/**
 * Maximal size of a file in bytes. Longer files are generated; the longest of OpenStack has 1.3 MB.
 */
const maxFileBytes = 4 * 1024 * 1024;

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
    const { size } = fs.statSync(file);
    if (size > maxFileBytes) {
      const problem = `is larger than ${formatBytes(maxFileBytes)} (${formatBytes(size)}): generated code`;
      return { kind: 'gone', problem };
    }
    const bytes = fs.readFileSync(file);
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
