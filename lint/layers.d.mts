export const namedNodeModules: readonly string[];
export const layers: Readonly<Record<string, readonly string[]>>;
