import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { closeCapture, openCapture } from '../engine/capture/captureFile';
import type { Facts } from '../engine/capture/facts';
import { facts } from '../engine/capture/facts';
import { importInto, tellSkipped } from './import';

/**
 * Prints the counts of a capture; any other file is first imported into a temporary one.
 *
 * @returns the exit code: 1 when some of the input could not be read
 */
export async function factsCommand(
  file: string,
  options: { readonly managementDir: string | undefined; readonly asJson: boolean },
): Promise<number> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rpcscope-facts-'));
  try {
    let capture = file;
    let code = 0;
    if (!file.endsWith('.rpcscope')) {
      capture = path.join(folder, 'imported.rpcscope');
      code = tellSkipped(await importInto(file, capture, options.managementDir));
    }
    const database = openCapture(capture);
    const counted = facts(database);
    closeCapture(database, false);
    process.stdout.write(
      options.asJson ? `${JSON.stringify(counted, null, 1)}\n` : asText(counted),
    );
    return code;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function asText(counted: Facts): string {
  const lines: string[] = [];
  for (const [name, value] of Object.entries(counted)) {
    if (typeof value === 'number') lines.push(`${name.padEnd(28)}${value}`);
    else {
      lines.push(name);
      for (const [key, n] of Object.entries(value)) lines.push(`  ${key.padEnd(40)} ${n}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
