import { CancellationError, commands as vscodeCommands } from 'vscode';
import { Disposable } from '../../core/base/disposable';
import type { BrokerRef, CommandArguments, CommandId } from '../contributions';
import type { FailureSubject } from '../errors';
import { problemOf, UserError } from '../errors';
import type { Log } from '../log';
import { describeError } from '../log';
import { showProblem } from '../problems';

/** A failure about a certain broker: what is offered as a remedy is for that broker. */
export class BrokerError extends UserError {
  constructor(
    readonly broker: BrokerRef,
    cause: unknown,
    subject: FailureSubject,
  ) {
    super(problemOf(cause, subject));
  }
}

/** Registers commands so that none fails silently: the log has the stack, the user a sentence. */
export class CommandRegistry extends Disposable {
  constructor(private readonly log: Log) {
    super();
  }

  add<Id extends CommandId>(id: Id, run: (...args: CommandArguments<Id>) => unknown): void {
    this.register(
      vscodeCommands.registerCommand(id, (...args: CommandArguments<Id>) =>
        this.guard(id, () => run(...args)),
      ),
    );
  }

  /** Does what a command does, whoever asked for it. */
  async guard(name: string, run: () => unknown): Promise<void> {
    try {
      await run();
    } catch (error) {
      // The user changed their mind.
      if (error instanceof CancellationError) return;
      this.log.error(`${name}: ${describeError(error)}`);
      void showProblem(problemOf(error), error instanceof BrokerError ? error.broker : undefined);
    }
  }
}
