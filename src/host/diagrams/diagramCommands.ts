import type { LogOutputChannel } from 'vscode';
import type { DiagramCommand } from '../../protocol/hostApi';
import { commands, diagramCommands } from '../contributions';
import type { DiagramEditors } from './diagramEditors';
import type { CommandRegistry } from '../actions/registry';

export interface DiagramParts {
  readonly diagrams: DiagramEditors;
  readonly log: Pick<LogOutputChannel, 'show'>;
}

export function registerDiagramCommands(
  registry: CommandRegistry,
  { diagrams, log }: DiagramParts,
): void {
  for (const [command, id] of Object.entries(diagramCommands)) {
    registry.add(id, menu =>
      diagrams.send(
        command as DiagramCommand['command'],
        typeof menu?.lane === 'string' ? menu.lane : undefined,
      ),
    );
  }
  registry.add(commands.showAllServices, () => diagrams.active?.hideLanes([]));
  registry.add(commands.showLog, () => log.show());
}
