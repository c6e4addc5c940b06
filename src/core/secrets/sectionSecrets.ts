/** Finds the secrets of a configuration's section that is named for them: `[credentials]`, `[secrets]`. */
import { isTelling } from './memberRoles';
import type { TextRange } from './quotedText';
import { linesOf } from './quotedText';

const header = /^(?:[\w. ]{1,80}:\s){0,3}\s{0,16}\[{1,2}([\w.-]{1,64})\]{1,2}\s*$/;
const ofSecrets = /^(?:credentials?|secrets?|passwords?|tokens?|api[_-]?keys?)$/i;
const mayHoldSection = /\[(?:cred|secret|pass|token|api)/i;
const option = /^\s{0,16}["']?([\w.-]{1,64})["']?\s{0,8}[:=]\s{0,8}(["']?)(\S.*?)\2\s*$/d;

export function* sectionSecrets(text: string): Generator<TextRange> {
  if (!mayHoldSection.test(text)) return;
  let isSecret = false;
  for (const line of linesOf(text)) {
    const name = header.exec(line.text)?.[1];
    if (name !== undefined) isSecret = ofSecrets.test(name);
    else if (isSecret) yield* valueIn(line.text, line.start);
  }
}

function* valueIn(line: string, from: number): Generator<TextRange> {
  const match = option.exec(line);
  const [start, end] = match?.indices?.[3] ?? [];
  if (start === undefined || end === undefined || isTelling(match?.[1] ?? '')) return;
  yield { start: from + start, end: from + end };
}
