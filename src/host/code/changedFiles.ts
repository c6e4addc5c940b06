/** Filters the changes on disk that may affect the index. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Disposable, toDisposable } from '../../core/base/disposable';
import { neverIndexed } from '../../protocol/code/codeApi';

export type FileChange = 'created' | 'changed' | 'deleted';

const skipped: ReadonlySet<string> = new Set(neverIndexed);
/** Tells whether a file is in a folder that is never indexed. */
const isInSkippedFolder = (file: string): boolean =>
  file
    .split(/[/\\]/u)
    .slice(1, -1)
    .some(name => skipped.has(name));
/**
 * Matches suffixes such as `.log` and `.pyc`, which folders do not have; other dots occur in folder
 * names: `oslo.messaging`.
 */
const fileSuffix = /\.[a-z\d]{1,5}$/iu;

const isSource = (file: string): boolean =>
  file.endsWith('.py') || path.basename(file) === '.gitignore';

/**
 * Tells whether a change may affect the index. Moving a folder is reported as one change of the
 * folder. A deleted path can no longer be tested, so its name decides.
 */
export function mayMatter(file: string, change: FileChange): boolean {
  if (isInSkippedFolder(file)) return false;
  return isSource(file) || (change !== 'changed' && !fileSuffix.test(file));
}

const quietMillis = 300;
/** Maximum delay of a report; checking out another branch takes a while. */
const maxWaitMillis = 3_000;

/** Collects changes until there are none for a while, and reports them together. */
export class ChangedFiles extends Disposable {
  private readonly waiting = new Map<string, FileChange>();
  private timer: NodeJS.Timeout | undefined;
  private firstAt = 0;

  /**
   * @param report called with absolute paths of sources, and of folders that were added or removed
   */
  constructor(
    private readonly report: (files: readonly string[]) => void,
    private readonly isFolder: (file: string) => Promise<boolean> = isFolderOnDisk,
  ) {
    super();
    this.register(toDisposable(() => clearTimeout(this.timer)));
  }

  addChange(file: string, change: FileChange): void {
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

/** Tells whether a path is a folder; false when it cannot be read. */
export async function isFolderOnDisk(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isDirectory();
  } catch {
    return false;
  }
}
