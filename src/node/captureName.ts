import path from 'node:path';

/** Names that tools give to any trace; the folder tells what is in it. */
const genericName =
  /^(?:amq\.rabbitmq\.trace|captures?|dump|export|firehose|logs?|messages?|output|rabbitmq|records?|traces?|tracing)$/iu;

/** Folders that hold files of all kinds. */
const genericFolder = /^(?:desktop|documents|downloads|home|te?mp)$/iu;

const extensions = /(?:\.(?:gz|jsonl?|log|ndjson|rpcscope|txt))+$/iu;

/** Name of a capture, from the file that it was made from: that of its folder for a generic file name, unless it is generic, too. */
export function captureName(file: string): string {
  const whole = path.basename(file);
  const name = whole.replace(extensions, '') || whole;
  const folder = path.basename(path.dirname(path.resolve(file)));
  const tells = folder !== '' && !genericName.test(folder) && !genericFolder.test(folder);
  return genericName.test(name) && tells ? folder : name;
}
