/** Records of the processes of test/services with `--truth`; its README explains the fields. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface LineOf<Did extends string> {
  readonly did: Did;
  /** Time in microseconds since the epoch. */
  readonly at: number;
  readonly unique_id: string;
  readonly msg_id: string | null;
  readonly program: string;
  readonly pid: number;
  readonly host: string;
}

export interface SentLine extends LineOf<'sent'> {
  /** Method of a request. */
  readonly method?: string;
  /** Event type of a notification. */
  readonly event_type?: string;
  /** True for a reply; absent for other messages. */
  readonly reply?: true;
  /** True when a reply ends its call, false for a heartbeat; absent for other messages. */
  readonly ending?: boolean;
  /** `unique_id` of the request that the sending thread was handling. */
  readonly while: string | null;
}

export type TookLine = LineOf<'took'>;
type FinishedLine = LineOf<'finished'>;

export interface Truth {
  readonly sent: readonly SentLine[];
  readonly took: readonly TookLine[];
  readonly finished: readonly FinishedLine[];
}

/** Reads all lines of a folder by time; only whole lines, because processes may still be writing. */
export function readTruth(folder: string): Truth {
  const lines = readdirSync(folder)
    .flatMap(name => readFileSync(path.join(folder, name), 'utf8').split('\n').slice(0, -1))
    .map(line => JSON.parse(line) as SentLine | TookLine | FinishedLine)
    .sort((a, b) => a.at - b.at);
  return {
    sent: lines.filter(line => line.did === 'sent'),
    took: lines.filter(line => line.did === 'took'),
    finished: lines.filter(line => line.did === 'finished'),
  };
}
