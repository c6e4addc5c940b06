/**
 * Gives requests of users one global request id, as a client does that sends its own with all of them
 * (`X-Openstack-Request-ID`), and moves
 * them together in time. What caused what stays as it was.
 */
import type { Source } from './manyServers';
import type { Line, Traffic } from './traffic';
import { innerOf, textField } from './traffic';

const sharedId = 'req-5ad0c0de-0000-4000-8000-000000000001';
const field = /(_context_global_request_id\\*": ?)(?:null|\\*"req-[^"\\]*\\*")/g;

/**
 * @param stepMillis time between the beginnings of two requests; default: as it was
 * @returns lines by time
 */
export function withSharedId({ lines, traffic }: Source, stepMillis?: number): Line[] {
  const groups = userGroups(traffic);
  const begins = new Map<string, number>();
  return lines
    .flatMap((line): Line[] => {
      const group = traffic.groups.get(textField(innerOf(line), '_unique_id')) ?? '';
      const index = groups.indexOf(group);
      if (index < 0) return [];
      const begin = begins.get(group) ?? line.ts;
      begins.set(group, begin);
      const [first = begin] = begins.values();
      const text = Buffer.from(line.body_base64, 'base64').toString();
      const quote = text.startsWith('{"oslo.') ? '\\"' : '"';
      const shared = isHeats(line, group)
        ? text
        : text.replace(field, `$1${quote}${sharedId}${quote}`);
      return [
        {
          ...line,
          ts:
            stepMillis === undefined
              ? line.ts
              : line.ts - begin + first + index * stepMillis * 1000,
          body_base64: Buffer.from(shared).toString('base64'),
        },
      ];
    })
    .sort((a, b) => a.ts - b.ts);
}

/** Tells whether heat asked for a message's request, itself or by another one: heat passes no id on. */
function isHeats(line: Line, group: string): boolean {
  const ids = ['_context_request_id', '_context_global_request_id'].map(name =>
    textField(innerOf(line), name),
  );
  return ids.some(id => id !== '') && !ids.includes(group);
}

/** Groups that an API began, in the order of time. */
const userGroups = ({ facts }: Traffic): string[] => [
  ...new Set(
    facts.flatMap(({ span, group }) =>
      span.requestId === group && /-api$/.test(span.from?.service ?? '') ? group : [],
    ),
  ),
];
