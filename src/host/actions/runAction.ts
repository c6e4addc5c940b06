import { commands } from 'vscode';
import type { HostActionName, HostArgument } from '../../protocol/actions/actions';
import { actions } from '../../protocol/actions/actions';

/** Runs a command of the host as VS Code would, with an argument that the command takes. */
export async function runAction<Name extends HostActionName>(
  name: Name,
  ...argument: readonly [] | readonly [HostArgument<Name>]
): Promise<void> {
  await commands.executeCommand(actions[name].id, ...argument);
}
