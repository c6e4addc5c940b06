import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { root } from './root.mts';

/** How the requests of a run ended: `kind end` (`console ok`, `migrate timeout`) to their number. */
export type Outcomes = ReadonlyMap<string, number>;

/**
 * Runs the services of test/services until the api has asked for everything.
 *
 * @param args `--each`, or `--requests N --rate R`
 * @throws with what they wrote when they fail
 */
export async function runMiniCloud(transportUrl: string, ...args: string[]): Promise<Outcomes> {
  const cloud = spawn(
    '/usr/bin/python3',
    [path.join(root, 'test/services/run'), '--transport-url', transportUrl, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const lastResort = () => cloud.kill();
  process.once('exit', lastResort);
  let [output, errors] = ['', ''];
  cloud.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  cloud.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [code] = (await once(cloud, 'close')) as [number | null];
  process.off('exit', lastResort);
  if (code !== 0) throw new Error(`the mini cloud ended with ${code}\n${output}${errors}`);
  const ends = [...output.matchAll(/^(\w+) +(\w+) +(\d+)$/gm)];
  return new Map(ends.map(([, kind, end, count]) => [`${kind} ${end}`, Number(count)]));
}
