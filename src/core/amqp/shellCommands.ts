/** Commands for a shell on the broker, which an administrator may run. */

export const traceOnCommand = (vhost: string): string =>
  `rabbitmqctl trace_on -p ${shellWord(vhost)}`;

export const traceOffCommand = (vhost: string): string =>
  `rabbitmqctl trace_off -p ${shellWord(vhost)}`;

/** Quotes a text for a POSIX shell, where needed. */
export const shellWord = (word: string): string =>
  /^[\w/.@-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
