import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { UsageError } from './usageError';

/** Environment variable for a password. Other users of the machine cannot see it. */
export const passwordVariable = 'RPCSCOPE_PASSWORD';

/**
 * Reads a password from the environment, or asks for it on the terminal, without an echo.
 *
 * @throws {UsageError} when there is neither
 */
export async function readPassword(question: string): Promise<string> {
  const given = process.env[passwordVariable];
  if (given !== undefined) return given;
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UsageError(`no terminal can ask for the password: put it into ${passwordVariable}`);
  }
  const deaf = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: deaf, terminal: true });
  // The question is asked when the terminal no longer echoes, so that no typed letter is ever shown.
  process.stderr.write(question);
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('SIGINT', () => reject(new UsageError('no password was given')));
      lines.once('close', () => reject(new UsageError('no password was given')));
    });
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
