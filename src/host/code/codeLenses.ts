import type { CancellationToken, CodeLensProvider, TextDocument } from 'vscode';
import { CodeLens, EventEmitter, languages, Range } from 'vscode';
import { Disposable } from '../../core/base/disposable';
import type { CodeUsageRef } from '../../protocol/actions/arguments';
import { actions } from '../../protocol/actions/actions';
import { readSetting } from '../settings';
import type { CodeUsage } from './codeUsage';
import type { MethodUsage } from './methodUsage';
import { mostOf } from './methodUsage';
import { codeUsageWords } from './codeUsageWords';

export const pythonFiles = { language: 'python', scheme: 'file' } as const;

/** Shows the code usage of open captures above handlers, senders and emitters. */
export class CodeLenses extends Disposable implements CodeLensProvider {
  private readonly changed = this.register(new EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(private readonly codeUsage: CodeUsage) {
    super();
    this.register(codeUsage.onDidChange(() => this.changed.fire()));
    this.register(languages.registerCodeLensProvider(pythonFiles, this));
  }

  async provideCodeLenses(
    document: TextDocument,
    token: CancellationToken,
  ): Promise<CodeLens[] | undefined> {
    if (!readSetting('rpcscope.code.codeLens')) return [];
    const methods = await this.codeUsage.methodsOf(document);
    // VS Code keeps the shown lenses until it asks again.
    if (token.isCancellationRequested) return undefined;
    const nowMicros = Date.now() * 1000;
    return methods.map(method => lensOf(method, nowMicros));
  }
}

function lensOf(method: MethodUsage, nowMicros: number): CodeLens {
  const line = Math.max(0, method.defLine - 1);
  return new CodeLens(new Range(line, 0, line, 0), {
    command: actions.showCalls.id,
    title: codeUsageWords(method, nowMicros),
    tooltip: method.doubt ?? 'Show in the diagram',
    arguments: [codeUsageRef(method)],
  });
}

export function codeUsageRef(method: MethodUsage): CodeUsageRef {
  const { session, filterText } = mostOf(method);
  return { capturePath: session.path, filterText };
}
