import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DataTransfer, DataTransferFile, TreeDragAndDropController } from 'vscode';
import { Uri, window } from 'vscode';
import { runAction } from '../actions/runAction';

/** The Explorer and editors drop addresses; the desktop drops files. */
const addresses = 'text/uri-list';
const desktopFiles = 'files';

/** Opens files dropped on a tree, as "Open Capture…" would. */
export class CaptureDrop<T> implements TreeDragAndDropController<T> {
  readonly dragMimeTypes = [];
  readonly dropMimeTypes = [addresses, desktopFiles];

  async handleDrop(_target: unknown, dropped: DataTransfer): Promise<void> {
    const uris = urisOf(await dropped.get(addresses)?.asString());
    for (const uri of uris) await runAction('openCapture', uri);
    if (uris.length > 0) return;
    for (const [, item] of dropped) {
      const file = item.asFile();
      if (file) await openFile(file);
    }
  }
}

/** Parses the format of RFC 2483: one address a line, `#` begins a comment. */
function urisOf(list: string | undefined): Uri[] {
  return (list ?? '').split(/\r?\n/u).flatMap(line => {
    const text = line.trim();
    return text === '' || text.startsWith('#') ? [] : [Uri.parse(text)];
  });
}

/** Copies a dropped file to disk: in a browser a desktop file has no address. */
async function openFile(file: DataTransferFile): Promise<void> {
  if (file.uri) {
    await runAction('openCapture', file.uri);
    return;
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'rpcscope-dropped-'));
  const copy = path.join(folder, path.basename(file.name) || 'dropped');
  await writeFile(copy, await file.data(), { mode: 0o600 });
  const isCapture = copy.endsWith('.rpcscope');
  await runAction('openCapture', Uri.file(copy));
  // Other formats are imported into storage by now; a capture is opened where the copy lies.
  if (!isCapture) await rm(folder, { recursive: true, force: true });
  else void window.showInformationMessage(`"${file.name}" was copied to ${copy}.`);
}
