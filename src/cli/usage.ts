/** Makes the help, and the README's list of commands, from the table of commands. */
import type { Command, CommandOption } from './command';

const helpColumn = 40;
const maxWidth = 100;

const notes = `FILE is a capture, or a trace log that is imported; by its content, not by its name.
--management DIR has answers of the management API that name its connections; default: the folder
"management" beside the file.
URL is amqp://user@host/vhost or a transport_url of oslo.messaging. Its password comes from
RPCSCOPE_PASSWORD, or is asked for; or write - and put all of the URL into RPCSCOPE_URL.
`;

export const usageOf = (commands: readonly Command[]): string =>
  `usage:\n${commands.flatMap(commandLines).join('\n')}\n\n${notes}`;

/** Makes the README's list: a call of each command, and its help as a shell comment. */
export function readmeList(commands: readonly Command[]): string {
  const calls = commands.map(({ name, words, options }) => {
    const required = Object.entries(options).filter(([, { isRequired }]) => isRequired);
    return ['rpcscope', name, ...words, ...required.map(each => flagOf(...each))].join(' ');
  });
  const width = Math.max(...calls.map(call => call.length));
  return calls
    .map((call, at) => `${call.padEnd(width)}  # ${commands[at]?.summary ?? ''}`)
    .join('\n');
}

function commandLines({ name, words, options, help }: Command): string[] {
  const all = Object.entries(options);
  const call = ['rpcscope', name];
  const parts = [...words, ...all.map(synopsisOf).filter(part => part !== '')];
  const indent = 2 + call.join(' ').length + 1;
  const synopsis = wrapped(parts, maxWidth - indent);
  const [first = '', ...more] = synopsis.map((line, at) =>
    at === 0 ? `  ${call.join(' ')} ${line}` : `${' '.repeat(indent)}${line}`,
  );
  return [
    ...besideHelp([first, ...more], help),
    ...all.flatMap(([option, spec]) =>
      spec.help === undefined ? [] : besideHelp([`    ${flagOf(option, spec)}`], spec.help),
    ),
  ];
}

/** Appends the help: beside a single line that leaves room for it, or else below the lines. */
function besideHelp(lines: readonly string[], help: string): string[] {
  const [first = '', ...more] = wrapped(help.split(' '), maxWidth - helpColumn);
  const last = lines.at(-1) ?? '';
  const isBeside = lines.length === 1 && last.length <= helpColumn - 2;
  return [
    ...(isBeside
      ? [`${last.padEnd(helpColumn)}${first}`]
      : [...lines, `${' '.repeat(helpColumn)}${first}`]),
    ...more.map(line => `${' '.repeat(helpColumn)}${line}`),
  ];
}

function synopsisOf([name, option]: readonly [string, CommandOption]): string {
  if (option.synopsis !== undefined) return option.synopsis;
  if (option.help !== undefined) return '';
  const flag = flagOf(name, option);
  if (!option.isRequired) return `[${flag}]`;
  return option.multiple ? `${flag} [${flag}…]` : flag;
}

const flagOf = (name: string, { value }: CommandOption): string =>
  value === undefined ? `--${name}` : `--${name} ${value}`;

/** Joins parts to lines; a part is never broken. */
function wrapped(parts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + part.length > width) lines.push(part);
    else lines[lines.length - 1] = `${line} ${part}`;
  }
  return lines;
}
