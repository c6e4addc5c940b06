/**
 * VS Code's own module exists in an extension host only; this is what words need of it:
 * `vi.mock('vscode', () => import('./vscodeWords'))`.
 */
export const l10n = {
  t: (text: string, ...args: readonly unknown[]): string =>
    text.replace(/\{(\d+)\}/gu, (_match, index: string) => String(args[Number(index)])),
};
