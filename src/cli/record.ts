import { placeOf } from '../capture/outputFile';
import { SourceError } from '../core/amqp/traceSource';
import { secretsKeptNotice } from '../capture/export/maskedExcerpt';
import type { Recording } from '../protocol/engineTask';
import { plain } from './output';
import { passwordVariable, readPassword } from './password';
import { recordInThread } from './recordInThread';
import { RecordingReport } from './recordingReport';
import {
  connectionOf,
  hasPassword,
  parseAddress,
  parseDuration,
  parseKeys,
  parseSize,
  parseTap,
} from './recordOptions';
import { UsageError } from './usageError';
import { newJournalPath, restoreAbandoned } from './tracingJournals';

/** Options in the form in which they were given on the command line. */
export interface RecordFlags {
  readonly for?: string | undefined;
  readonly ring?: string | undefined;
  readonly from?: string | undefined;
  readonly keys?: string | undefined;
  readonly 'management-url'?: string | undefined;
  readonly 'trace-on': boolean;
  readonly 'keep-secrets': boolean;
}

/** Environment variable for an address with its password; the command line then has `-` instead. */
const urlVariable = 'RPCSCOPE_URL';

/**
 * Records a broker's firehose until the duration is over or a signal arrives.
 *
 * @param url address of the broker; `-` takes it from the environment
 * @returns the exit code: 1 when a failure ended the recording; earlier records are kept
 * @throws {SourceError} when the recording cannot begin
 */
export async function recordCommand(url: string, out: string, flags: RecordFlags): Promise<number> {
  // The path is checked before the password is asked for.
  placeOf(out, { madeFrom: [], replaces: false });
  const forMillis = flags.for === undefined ? undefined : parseDuration(flags.for);
  const recording = await recordingOf(url, flags);
  const report = new RecordingReport(out, recording.broker.vhost);
  const { status, end } = await recordInThread(
    { kind: 'record', path: out, recording },
    { forMillis, onStatus: status => report.changed(status) },
  ).finally(() => report.stop());
  if (recording.broker.managementUrl !== undefined) await putBack(recording.broker);
  if (!status.isMasked) process.stdout.write(`${secretsKeptNotice}\n`);
  process.stdout.write(`${plain(await report.summary(status))}\n`);
  const failure = end?.state === 'stopped' ? end.failure : undefined;
  if (!failure) return 0;
  const where = failure.host === undefined ? '' : ` at ${failure.host}`;
  process.stderr.write(
    `rpcscope: the recording ended${plain(where)}: ${plain(failure.detail)} (${failure.code})\n`,
  );
  return 1;
}

async function recordingOf(url: string, flags: RecordFlags): Promise<Recording> {
  const fromEnvironment = url === '-' ? process.env[urlVariable] : undefined;
  const address = parseAddress(fromEnvironment ?? url);
  if (fromEnvironment === undefined && hasPassword(address)) {
    throw new UsageError(
      `a password on the command line can be read by everybody on this machine: put it into ${passwordVariable}, put the whole address into ${urlVariable} and write - for it, or leave the password out to be asked`,
    );
  }
  const [host] = address.hosts;
  const who = `${host?.username ?? 'guest'} at ${host?.hostname ?? ''}`;
  const isKnown = address.hosts.every(({ password }) => password !== undefined);
  const broker = connectionOf(address, {
    password: isKnown ? '' : await readPassword(`Password of ${plain(who)}: `),
    managementUrl: flags['management-url'],
    bindingKeys: flags.keys === undefined ? undefined : parseKeys(flags.keys),
  });
  if (flags['trace-on'] && broker.managementUrl === undefined) {
    throw new UsageError(
      '--trace-on needs the management API: give its address with --management-url',
    );
  }
  const tap = flags.from === undefined ? undefined : parseTap(flags.from);
  await putBack(broker);
  return {
    name: host?.hostname ?? 'broker',
    broker,
    ...(tap && { tap }),
    keepSecrets: flags['keep-secrets'],
    ...(flags.ring === undefined
      ? {}
      : { limits: { maxRecords: Infinity, maxBytes: parseSize(flags.ring) } }),
    ...(flags['trace-on'] ? { tracingJournal: await newJournalPath() } : {}),
  };
}

/**
 * Restores the tracing switch for recordings that could not do it themselves: they were killed, or
 * another tap still needed it.
 */
async function putBack(broker: Recording['broker']): Promise<void> {
  const tell = (words: string) => process.stderr.write(`rpcscope: ${plain(words)}\n`);
  try {
    const { count, readers } = await restoreAbandoned(broker);
    if (readers.length > 0) {
      tell(
        `tracing stays on, because ${readers.join(', ')} reads it; the next recording that ends turns it off`,
      );
    } else if (count > 0)
      tell('an earlier recording left tracing on; the switch is now as it was before that');
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    tell(`an earlier recording left tracing on, and it may still be on: ${error.failure.detail}`);
  }
}
