import type { ESLint } from 'eslint';

export function roomOf(file: string): string | undefined;
export function entriesOf(file: string, specifier: string): readonly (string | undefined)[];
declare const plugin: ESLint.Plugin;
export default plugin;
