/** Keys of the workbench's storage: what this extension keeps, and which editors are open. */
export const storageKeys = {
  diagrams: 'rpcscope.rpcscope',
  editors: 'memento/workbench.parts.editor',
} as const;

/**
 * Runs in the page of a workbench, which keeps its state in an IndexedDB.
 *
 * @param key one of {@link storageKeys}
 * @returns what is kept for the next window: JSON without the backslashes of the strings in it
 */
export async function keptStates(key: string): Promise<string> {
  const resultOf = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error('the state cannot be read'));
    });
  const texts: string[] = [];
  for (const { name } of await indexedDB.databases()) {
    if (!name?.startsWith('vscode-web-state-db')) continue;
    const database = await resultOf(indexedDB.open(name));
    const [table] = database.objectStoreNames;
    if (table !== undefined) {
      const kept: unknown = await resultOf(database.transaction(table).objectStore(table).get(key));
      if (typeof kept === 'string') texts.push(kept.replaceAll('\\', ''));
    }
    database.close();
  }
  return texts.join('\n');
}
