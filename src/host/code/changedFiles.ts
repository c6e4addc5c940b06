/** Which changes on the disk the index wants to hear of. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Disposable, toDisposable } from '../../core/base/disposable';
import { neverIndexed } from '../../protocol/code/codeApi';

export type FileChange = 'created' | 'changed' | 'deleted';

const skipped: ReadonlySet<string> = new Set(neverIndexed);
/** Within a folder that is never indexed, and busy. */
const isInSkippedFolder = (file: string): boolean =>
  file
    .split(/[/\\]/u)
    .slice(1, -1)
    .some(name => skipped.has(name));
/** `.log`, `.pyc`: what no folder is named. Other dots may be those of a folder: `oslo.messaging`. */
const fileSuffix = /\.[a-z\d]{1,5}$/iu;

const isSource = (file: string): boolean =>
  file.endsWith('.py') || path.basename(file) === '.gitignore';

/**
 * A folder that is moved is told as one change, of the folder. What has gone can no longer be asked
 * what it was: then its name decides.
 */
export function mayMatter(file: string, change: FileChange): boolean {
  if (isInSkippedFolder(file)) return false;
  return isSource(file) || (change !== 'changed' && !fileSuffix.test(file));
}

const quietMillis = 300;
/** A checkout of another branch goes on for a while. */
const maxWaitMillis = 3_000;

/** Collects changes until it is quiet, and hands them on at once. */
export class ChangedFiles extends Disposable {
  private readonly waiting = new Map<string, FileChange>();
  private timer: NodeJS.Timeout | undefined;
  private firstAt = 0;

  /** @param report absolute paths of sources, and of folders that came or went */
  constructor(
    private readonly report: (files: readonly string[]) => void,
    private readonly isFolder: (file: string) => Promise<boolean> = isFolderOnDisk,
  ) {
    super();
    this.register(toDisposable(() => clearTimeout(this.timer)));
  }

  add(file: string, change: FileChange): void {
    if (this.isDisposed || !mayMatter(file, change)) return;
    if (this.waiting.size === 0) this.firstAt = Date.now();
    this.waiting.set(file, change);
    clearTimeout(this.timer);
    const left = this.firstAt + maxWaitMillis - Date.now();
    this.timer = setTimeout(() => void this.flush(), Math.max(0, Math.min(quietMillis, left)));
  }

  private async flush(): Promise<void> {
    const changes = [...this.waiting];
    this.waiting.clear();
    const matters = await Promise.all(
      changes.map(
        async ([file, change]) =>
          isSource(file) || change === 'deleted' || (await this.isFolder(file)),
      ),
    );
    const files = changes.filter((_change, i) => matters[i]).map(([file]) => file);
    if (files.length > 0 && !this.isDisposed) this.report(files);
  }
}

/** What cannot be looked at is none. */
export async function isFolderOnDisk(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isDirectory();
  } catch {
    return false;
  }
}
