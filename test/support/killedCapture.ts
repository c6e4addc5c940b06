/** Looks at a capture whose writer was killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { closeCapture, openCapture } from '../../src/capture/captureFile';
import { Engine } from '../../src/engine/engine';

/** Runs a script, which prints a count of committed rows at each change, and kills it. */
export async function committedWhenKilled(
  script: readonly string[],
  afterMillis: number,
): Promise<number> {
  const child = spawn(process.execPath, script, { stdio: ['ignore', 'pipe', 'inherit'] });
  let counts = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (counts += text));
  const closed = once(child, 'close');
  await Promise.race([closed, delay(afterMillis)]);
  child.kill('SIGKILL');
  await closed;
  // The last line may have been cut.
  return Number(counts.split('\n').at(-2) ?? 0);
}

/**
 * Checks that a capture opens, is sound, and has all committed rows; or that its writer was killed
 * before it began.
 *
 * @returns the number of its messages
 */
export function expectWholeCapture(file: string, committed: number): number {
  if (!existsSync(file)) {
    expect(committed).toBe(0);
    return 0;
  }
  const database = openCapture(file);
  const engine = new Engine(database, () => undefined);
  try {
    expect(Object.values(database.prepare('PRAGMA integrity_check').get() ?? {})).toEqual(['ok']);
    const { messageCount } = engine.status.captureStatus();
    const { rowCount } = engine.view('').readRows(0, 0);
    expect(rowCount > 0).toBe(messageCount > 0);
    expect(messageCount).toBeGreaterThanOrEqual(committed);
    return messageCount;
  } finally {
    engine.dispose();
    closeCapture(database, false);
  }
}
