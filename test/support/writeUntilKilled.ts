/** Writes rows into a capture until it kills itself in the middle of them. */
import { writeSync } from 'node:fs';
import { recordedCapture } from './captures';
import { cast, record, seconds } from './records';

const [, , file = '', mode] = process.argv;
const capture = recordedCapture(file, { isLive: mode === 'live' });

async function main(): Promise<void> {
  await capture.engine.view('v').setFilter({ text: '', hiddenLanes: [] });
  for (let n = 0; n < 5_000; n += 100) {
    await capture.recorder.receive(
      Array.from({ length: 100 }, (_, i) =>
        record('publish', cast(`c${n + i}`), { at: seconds(1) + n + i }),
      ),
    );
    capture.engine.announcements.flush();
    writeSync(1, `${capture.engine.view('v').readRows(0, 0).rowCount}\n`);
  }
  await capture.recorder.receive([record('publish', cast('never committed'))]);
  // This is in the middle of a transaction, some of whose pages are in the file already.
  capture.database.exec(
    `BEGIN; PRAGMA cache_size = 1; UPDATE message SET at = 0; UPDATE span SET label_id = 0`,
  );
  process.kill(process.pid, 'SIGKILL');
}

void main();
