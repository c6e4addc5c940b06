/** Type of a command of the command line: one object holds its words, options, help and action. */
import { parseArgs } from 'node:util';

export interface CommandOption {
  readonly type: 'boolean' | 'string';
  readonly multiple?: true;
  readonly default?: false;
  /**
   * True when the command cannot run without it. The command checks this itself; help and README
   * show the option as required.
   */
  readonly isRequired?: true;
  /** Placeholder of its value in help: `DIR`. */
  readonly value?: string;
  /** Text of its own line of help; an option without one is shown in the synopsis. */
  readonly help?: string;
  /** Text in the synopsis; default: `[--name VALUE]`; `''` hides it. */
  readonly synopsis?: string;
}

export type CommandOptions = Readonly<Record<string, CommandOption>>;

/** A command as the command line uses it. */
export interface Command {
  readonly name: string;
  /** Words that follow its name, as help shows them; all of them are required. */
  readonly words: readonly string[];
  readonly options: CommandOptions;
  /** One line for the README. */
  readonly summary: string;
  readonly help: string;
  /** @param args whole command line, which was checked to fit the command */
  execute(args: readonly string[]): Promise<number>;
}

interface ParserConfig<Options extends CommandOptions> {
  args: string[];
  allowPositionals: true;
  options: Options;
}

type Values<Options extends CommandOptions> = ReturnType<
  typeof parseArgs<ParserConfig<Options>>
>['values'];

interface CommandDefinition<Word extends string, Options extends CommandOptions> extends Omit<
  Command,
  'execute'
> {
  readonly words: readonly Word[];
  readonly options: Options;
  /**
   * @param word returns a word of the command line by its name in {@link words}
   * @returns the exit code
   */
  run(word: (name: Word) => string, values: Values<Options>): Promise<number>;
}

/** Creates a command whose `run` gets typed words and options. */
export function defineCommand<const Word extends string, const Options extends CommandOptions>(
  definition: CommandDefinition<Word, Options>,
): Command {
  const { words, options } = definition;
  return {
    ...definition,
    execute: args => {
      const { positionals, values } = parseArgs<ParserConfig<Options>>({
        args: [...args],
        allowPositionals: true,
        options,
      });
      const [, ...given] = positionals;
      return definition.run(name => given[words.indexOf(name)] ?? '', values);
    },
  };
}
