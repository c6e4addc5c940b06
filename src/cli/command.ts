/** The shape of a command: one object holds its words, its options, its help and what it does. */
import { parseArgs } from 'node:util';

export interface CommandOption {
  readonly type: 'boolean' | 'string';
  readonly multiple?: true;
  readonly default?: false;
  /** The command asks for it itself; help and README show it as needed. */
  readonly isRequired?: true;
  /** Stands for its value in help: `DIR`. */
  readonly value?: string;
  /** Text of its own line of help; an option without one stands in the synopsis. */
  readonly help?: string;
  /** How it stands in the synopsis; default: `[--name VALUE]`; `''`: not at all. */
  readonly synopsis?: string;
}

export type CommandOptions = Readonly<Record<string, CommandOption>>;

/** Arguments and flags of a command, and its text in the help. */
export interface Command {
  readonly name: string;
  /** Words that follow its name, as help shows them; all of them are needed. */
  readonly words: readonly string[];
  readonly options: CommandOptions;
  /** One line for the README. */
  readonly summary: string;
  readonly help: string;
  /** @param args the whole command line, which is known to fit the command */
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
   * @param word gives a word of the command line by its name in {@link words}
   * @returns the exit code
   */
  run(word: (name: Word) => string, values: Values<Options>): Promise<number>;
}

/** Makes a command whose `run` gets its words and options typed. */
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
