/**
 * Imports a file until it is killed, and prints the number of rows that it has committed. Arguments
 * are the file and the capture.
 */
import { writeSync } from 'node:fs';
import { startCapture } from '../../src/engine/recording/runningCapture';

const [, , from = '', path = ''] = process.argv;

async function main(): Promise<void> {
  const capture = await startCapture({ kind: 'import', from, path }, () => {
    writeSync(1, `${capture.engine.status.captureStatus().messageCount}\n`);
  });
  await capture.ended;
  await capture.stop();
}

void main();
