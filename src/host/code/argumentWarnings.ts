import type { TextDocument } from 'vscode';
import { Diagnostic, DiagnosticSeverity, languages, Range, window, workspace } from 'vscode';
import { Disposable, toDisposable } from '../../core/base/disposable';
import { BoundedMap } from '../../core/base/boundedMap';
import { printable } from '../../core/base/printable';
import { plural } from '../../core/text/amounts';
import type { CaptureSession } from '../captures/captureSession';
import type { Log } from '../log';
import { describeError } from '../log';
import { readSetting } from '../settings';
import type { CodeUsage } from './codeUsage';
import { isPython } from './fileUses';
import { argumentNames, cargoOf, unknownArguments } from './lastMessages';
import type { KindOfCapture, MethodUsage, Totals } from './methodUsage';
import { lastSpan } from './methodUsage';
import { lastWords } from './codeUsageWords';

/** Delay after a change of text or code usage, so that further changes are handled together. */
const settleMillis = 500;
/** Maximum number of last messages that are read for one document at a time. */
const maxReads = 40;
const maxRemembered = 2_000;

/** Shows warnings at handlers whose messages carry arguments that their signatures do not have. */
export class ArgumentWarnings extends Disposable {
  private readonly collection = this.register(languages.createDiagnosticCollection('rpcscope'));
  /** Names of arguments by the span that carries them. */
  private readonly known = new WeakMap<CaptureSession, BoundedMap<string, readonly string[]>>();
  private readonly marked = new Set<TextDocument>();
  private timer: NodeJS.Timeout | undefined;
  private isChecking = false;
  private isStale = false;

  constructor(
    private readonly codeUsage: CodeUsage,
    private readonly log: Log,
  ) {
    super();
    this.register(toDisposable(() => clearTimeout(this.timer)));
    this.register(codeUsage.onDidChange(() => this.checkSoon()));
    this.register(window.onDidChangeVisibleTextEditors(() => this.checkSoon()));
    this.register(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && isPython(document)) this.checkSoon();
      }),
    );
    this.register(
      workspace.onDidCloseTextDocument(document => {
        this.marked.delete(document);
        this.collection.delete(document.uri);
      }),
    );
  }

  private checkSoon(): void {
    this.isStale = true;
    if (this.isChecking || this.isDisposed) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.check();
    }, settleMillis);
  }

  private checkWhatIsNew(): void {
    if (this.isStale) this.checkSoon();
  }

  private async check(): Promise<void> {
    this.isStale = false;
    this.isChecking = true;
    try {
      // Documents with warnings may have to be cleared, whether visible or not.
      const seen = window.visibleTextEditors.map(({ document }) => document).filter(isPython);
      for (const document of new Set([...seen, ...this.marked])) await this.checkDocument(document);
    } catch (error) {
      this.log.warn(`arguments could not be checked: ${describeError(error)}`);
    } finally {
      this.isChecking = false;
      this.checkWhatIsNew();
    }
  }

  private async checkDocument(document: TextDocument): Promise<void> {
    const { version } = document;
    const warnings = readSetting('rpcscope.code.argumentWarnings')
      ? await this.warningsOf(document)
      : [];
    if (document.isClosed || this.isDisposed) return;
    // The document has changed, so the lines are wrong; check again.
    if (document.version !== version) return this.checkSoon();
    if (warnings.length > 0) this.marked.add(document);
    else if (!this.marked.delete(document)) return;
    this.collection.set(document.uri, warnings);
  }

  private async warningsOf(document: TextDocument): Promise<readonly Diagnostic[]> {
    const reads = { left: maxReads };
    const warnings: Diagnostic[] = [];
    for (const method of await this.codeUsage.methodsOf(document)) {
      // No warning when it is uncertain whether the function is the handler.
      if (method.role !== 'handles' || method.type !== 'request') continue;
      const parts: KindOfCapture[] = [];
      const names = new Set<string>();
      for (const part of method.parts) {
        if (part.use.doubt !== undefined) continue;
        const carried = await this.argumentsOf(part, method.name, reads);
        const unknown = unknownArguments(carried, part.use.params);
        for (const name of unknown) names.add(name);
        if (unknown.length > 0) parts.push(part);
      }
      if (names.size === 0) continue;
      const range = rangeOf(document, method);
      const words = warningWords(method.name, [...names], totals(parts), Date.now() * 1000);
      warnings.push(warning(range, words));
    }
    return warnings;
  }

  private async argumentsOf(
    { session, kind }: KindOfCapture,
    handler: string,
    reads: { left: number },
  ): Promise<readonly string[]> {
    let known = this.known.get(session);
    if (!known) this.known.set(session, (known = new BoundedMap(maxRemembered)));
    const key = `${kind.lastSpanId} ${kind.lastAtMicros} ${handler}`;
    const before = known.get(key);
    if (before) return before;
    if (reads.left-- <= 0) {
      this.isStale = true;
      return [];
    }
    const details = await lastSpan({ session, kind });
    // During playback the last message may not have come yet.
    if (!details || details.messages.length === 0) return [];
    const names = argumentNames(kind.subject, handler, cargoOf(details).sent);
    known.set(key, names);
    return names;
  }
}

function rangeOf(document: TextDocument, { defLine, name }: MethodUsage): Range {
  const line = Math.min(Math.max(0, defLine - 1), document.lineCount - 1);
  const { text, range, firstNonWhitespaceCharacterIndex } = document.lineAt(line);
  const at = text.indexOf(name);
  return at < 0
    ? range.with(range.start.with(line, firstNonWhitespaceCharacterIndex))
    : new Range(line, at, line, at + name.length);
}

function warning(range: Range, words: string): Diagnostic {
  const made = new Diagnostic(range, words, DiagnosticSeverity.Warning);
  made.source = 'RPC Scope';
  return made;
}

type Carried = Pick<Totals, 'count' | 'lastAtMicros'>;

const totals = (parts: readonly KindOfCapture[]): Carried => ({
  count: parts.reduce((sum, { kind }) => sum + kind.count, 0),
  lastAtMicros: Math.max(...parts.map(({ kind }) => kind.lastAtMicros)),
});

const maxNames = 5;

/** Arguments come from messages: each name is shortened and made printable. */
export function warningWords(
  method: string,
  names: readonly string[],
  carried: Carried,
  nowMicros: number,
): string {
  const shown = names.slice(0, maxNames).map(name => `'${printable(name, 60)}'`);
  if (names.length > maxNames) shown.push(`${names.length - maxNames} more`);
  const calls = plural(carried.count, 'call');
  const when = `${calls}, ${lastWords(carried.lastAtMicros, nowMicros)}`;
  return names.length === 1
    ? `Messages carry an argument ${shown.join('')} that ${method} does not have (${when}).`
    : `Messages carry arguments ${shown.join(', ')} that ${method} does not have (${when}).`;
}
