import { CancellationError, commands } from 'vscode';
import { Disposable } from '../../core/base/disposable';
import type { HostActionName, HostHandlers } from '../../protocol/actions/actions';
import { actions, isDiagramAction, isHostAction } from '../../protocol/actions/actions';
import type { BrokerRef } from '../../protocol/actions/arguments';
import { parseArgument } from '../../protocol/actions/arguments';
import type { DiagramCommand } from '../../protocol/hostApi';
import type { FailureSubject } from '../errors';
import { problemOf, UserError } from '../errors';
import type { Log } from '../log';
import { describeError } from '../log';
import { showProblem } from './showProblem';

/** A failure that concerns a certain broker; its remedies act on that broker. */
export class BrokerError extends UserError {
  constructor(
    readonly broker: BrokerRef,
    cause: unknown,
    subject: FailureSubject,
  ) {
    super(problemOf(cause, subject));
  }
}

/** Runs a function, logs its failure and shows it to the user; the promise never rejects. */
export type Guard = (name: string, run: () => unknown) => Promise<void>;

/** Registers commands. A failing command logs its stack and shows one sentence to the user. */
export class CommandRegistry extends Disposable {
  constructor(private readonly log: Log) {
    super();
  }

  /**
   * Registers every command.
   *
   * @param handlers functions behind the host's commands
   * @param post sends a command to the active diagram
   */
  registerAll(handlers: HostHandlers, post: (command: DiagramCommand) => void): void {
    for (const name of Object.keys(actions)) {
      if (isHostAction(name)) this.registerHostAction(name, handlers[name]);
      else if (isDiagramAction(name)) {
        this.registerCommand(actions[name].id, given => {
          const lane = parseArgument('diagramPlace', given)?.lane;
          post({ type: 'diagramCommand', command: name, ...(lane !== undefined && { lane }) });
        });
      }
    }
  }

  /** Runs the work behind a button or a message as if it were a command. */
  readonly guard: Guard = async (name, run) => {
    try {
      await run();
    } catch (error) {
      // The user changed their mind.
      if (error instanceof CancellationError) return;
      this.log.error(`${name}: ${describeError(error)}`);
      void showProblem(problemOf(error), error instanceof BrokerError ? error.broker : undefined);
    }
  };

  private registerHostAction<Name extends HostActionName>(
    name: Name,
    run: HostHandlers[Name],
  ): void {
    const { id, takes } = actions[name];
    this.registerCommand(id, given => run(parseArgument(takes, given)));
  }

  private registerCommand(id: string, run: (given: unknown) => unknown): void {
    this.register(
      commands.registerCommand(id, (given: unknown) => this.guard(id, () => run(given))),
    );
  }
}
