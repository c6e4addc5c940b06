import type { LogOutputChannel } from 'vscode';
import type { HostHandlers } from '../../protocol/actions/actions';
import type { DiagramEditors } from './diagramEditors';

export interface DiagramDependencies {
  readonly diagrams: DiagramEditors;
  readonly log: Pick<LogOutputChannel, 'show'>;
}

export const diagramCommands = ({ diagrams, log }: DiagramDependencies) =>
  ({
    showAllServices: () => diagrams.active?.hideLanes([]),
    showLog: () => log.show(),
  }) satisfies Partial<HostHandlers>;
