/**
 * Where the cursor goes in a line of code: to the name of the function that it defines, else to its
 * beginning.
 */
export function nameColumn(text: string, qualifiedName: string): number {
  const name = qualifiedName.split('.').at(-1) ?? '';
  const definition = /^\s*(?:async\s+)?def\s+/.exec(text)?.[0];
  if (definition !== undefined && text.startsWith(name, definition.length))
    return definition.length;
  return text.length - text.trimStart().length;
}
