/**
 * Returns the column of the name of the function that a line defines, or the column of the line's
 * first character.
 */
export function nameColumn(text: string, qualifiedName: string): number {
  const name = qualifiedName.split('.').at(-1) ?? '';
  const definition = /^\s*(?:async\s+)?def\s+/.exec(text)?.[0];
  if (definition !== undefined && text.startsWith(name, definition.length))
    return definition.length;
  return text.length - text.trimStart().length;
}
