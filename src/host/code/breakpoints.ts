import { debug, Location, Position, SourceBreakpoint, Uri } from 'vscode';
import type { CodePlace } from '../../protocol/code/codeApi';

/**
 * Sets a breakpoint on the first statement of a function, or removes the existing one.
 *
 * @returns true when the breakpoint is now set
 */
export function toggleBreakpoint({ file, bodyLine }: CodePlace): boolean {
  const uri = Uri.file(file);
  const line = Math.max(0, bodyLine - 1);
  const there = debug.breakpoints.filter(
    each =>
      each instanceof SourceBreakpoint &&
      each.location.uri.toString() === uri.toString() &&
      each.location.range.start.line === line,
  );
  if (there.length > 0) debug.removeBreakpoints(there);
  else {
    debug.addBreakpoints([new SourceBreakpoint(new Location(uri, new Position(line, 0)))]);
  }
  return there.length === 0;
}
