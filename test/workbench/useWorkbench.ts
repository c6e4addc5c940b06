import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { WorkbenchOptions } from '../support/workbench';
import { Workbench } from '../support/workbench';

/**
 * Opens a workbench before the tests of the file that calls it, and closes it after them. The tests
 * of a file are one session: each continues where the one before ended. A failed test leaves a
 * picture, and prints what lay over the editor and what the extension logged last.
 */
export function useWorkbench(options: WorkbenchOptions = {}): Workbench {
  const workbench = new Workbench(options);
  beforeAll(() => workbench.open());
  beforeEach(({ onTestFailed, task }) =>
    onTestFailed(async () => {
      await workbench.screenshot(`failed ${task.name}`);
      console.error(`"${task.name}" failed. The workbench shows:`, await workbench.shownTexts());
      console.error('The extension logged:', workbench.logged());
    }),
  );
  afterAll(() => workbench.close());
  return workbench;
}
