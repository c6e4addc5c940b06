import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { waitFor } from './waitFor';

/** `rpcscope record` without a terminal, with its password in the environment. */
export class RecordCommand {
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;
  stdout = '';
  stderr = '';

  /** @param cli the bundled command line */
  constructor(cli: string, args: readonly string[], env: NodeJS.ProcessEnv) {
    this.child = spawn(process.execPath, [cli, 'record', ...args], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    const lastResort = () => this.child.kill('SIGKILL');
    process.once('exit', lastResort);
    this.ended = once(this.child, 'close').finally(() => process.off('exit', lastResort));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /**
   * Waits until the command has written these words to its error output. The line of a live recording
   * has `, tracing on`; without its comma, the words also occur where an earlier recording is told of.
   */
  async untilSaid(words: string): Promise<void> {
    await waitFor(
      () => {
        if (this.child.exitCode !== null) throw new Error(`it ended: ${this.stderr}`);
        return this.stderr.includes(words);
      },
      { what: words },
    );
  }

  /** @returns the exit code; `null` when a signal killed the command */
  async end(signal?: NodeJS.Signals): Promise<number | null> {
    if (signal !== undefined) this.child.kill(signal);
    await this.ended;
    return this.child.exitCode;
  }
}
