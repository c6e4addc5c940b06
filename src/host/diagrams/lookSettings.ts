import { workspace } from 'vscode';
import { Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import type { Density, StartLooks } from '../../protocol/looks';
import { readSetting } from '../settings';
import type { DiagramLooks } from './diagramHost';

/** Looks of diagrams in VS Code's settings. */
export class LookSettings extends Disposable implements DiagramLooks {
  private readonly densityChanged = this.register(new Emitter<undefined>());
  readonly onDidChangeDensity = this.densityChanged.event;

  constructor() {
    super();
    this.register(
      workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('rpcscope.diagram.density')) {
          this.densityChanged.fire(undefined);
        }
      }),
    );
  }

  get density(): Density {
    return readSetting('rpcscope.diagram.density');
  }

  get atStart(): StartLooks {
    return {
      view: readSetting('rpcscope.diagram.defaultView'),
      laneLevel: readSetting('rpcscope.diagram.defaultLaneLevel'),
      timeFormat: readSetting('rpcscope.diagram.defaultTimeFormat'),
    };
  }
}
