import { rmSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { SourceError } from '../core/amqp/traceSource';
import { placeOf } from '../capture/outputFile';
import { parseFilter } from '../core/filter/parse';
import { exportCapture } from '../capture/export/exportCapture';
import { readMeta } from '../capture/tables/meta';
import { plural } from '../core/text/amounts';
import type { ExportFormat, ExportSelection } from '../protocol/exports';
import { exportFormats } from '../protocol/exports';
import { makeTemporaryFolder } from '../node/temporaryFolder';
import { plain, printFile } from './output';
import { findRequest } from './request';
import { microsOf } from './times';
import { withCapture } from './withCapture';

export interface ExportCaptureOptions {
  readonly managementDir: string | undefined;
  /** Default: chosen by the extension of the output's name. */
  readonly format?: string | undefined;
  readonly request?: string | undefined;
  readonly filter?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly force: boolean;
  readonly 'keep-secrets': boolean;
  readonly anyway: boolean;
}

const formatOfExtension: Readonly<Record<string, ExportFormat>> = {
  '.rpcscope': 'rpcscope',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.mmd': 'mermaid',
  '.mermaid': 'mermaid',
};

/**
 * Writes a part of a capture to another file, or as text to the standard output.
 *
 * @param out path of the output; `-` is the standard output
 * @returns the exit code: 2 when the requested part does not exist
 */
export async function exportCommand(
  file: string,
  out: string,
  options: ExportCaptureOptions,
): Promise<number> {
  const format = formatOf(out, options.format);
  const [problem] = options.filter === undefined ? [] : parseFilter(options.filter).problems;
  if (problem) throw impossible(problem.sentence);
  // The file may be a trace log, which is imported first.
  const management = options.managementDir ?? path.join(path.dirname(file), 'management');
  if (out !== '-') placeOf(out, { madeFrom: [file, management], replaces: options.force });
  return withCapture(file, options.managementDir, async database => {
    const selection = await selectionOf(database, options);
    const { isMasked } = readMeta(database);
    const write = (toPath: string) =>
      exportCapture(database, selection, format, toPath, {
        replaces: options.force,
        keepSecrets: options['keep-secrets'],
        isUnchecked: options.anyway,
      });
    if (out === '-') await printExport(write);
    else {
      const { messageCount, spanCount } = await write(out);
      const kept = isMasked || !options['keep-secrets'] ? '' : 'secrets kept, ';
      process.stdout.write(
        `${kept}${plural(messageCount, 'message')}, ${plural(spanCount, 'span')}: ${plain(out)}\n`,
      );
    }
    return 0;
  });
}

/** Prints an export when it is complete, and turned out to have no secrets. */
async function printExport(write: (toPath: string) => Promise<unknown>): Promise<void> {
  const folder = makeTemporaryFolder('cli');
  try {
    const file = path.join(folder, 'export');
    await write(file);
    await printFile(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function formatOf(out: string, wanted: string | undefined): ExportFormat {
  const format =
    wanted === undefined
      ? formatOfExtension[path.extname(out).toLowerCase()]
      : exportFormats.find(each => each === wanted);
  if (format === undefined) {
    const why =
      wanted === undefined ? `of ${plain(out)} is not known` : `${plain(wanted)} is not known`;
    throw impossible(`the format ${why}: --format is one of ${exportFormats.join(', ')}`);
  }
  if (format === 'rpcscope' && out === '-') {
    throw impossible('a capture cannot go to the standard output');
  }
  return format;
}

async function selectionOf(
  database: DatabaseSync,
  { request, filter, from, to }: ExportCaptureOptions,
): Promise<ExportSelection> {
  const { firstAtMicros = 0 } = readMeta(database);
  const time = (text: string | undefined): number | undefined => {
    if (text === undefined) return undefined;
    const micros = microsOf(text, firstAtMicros);
    if (micros !== undefined) return micros;
    throw impossible(
      `${plain(text)} is not a time: write it as 2026-11-23T20:11:12Z, or +12.5 (seconds)`,
    );
  };
  const selection = {
    ...(filter === undefined ? {} : { filter: { text: filter, hiddenLanes: [] } }),
    fromMicros: time(from),
    toMicros: time(to),
  };
  if (request === undefined) return selection;
  const found = await findRequest(database, request);
  if (!found) throw impossible(`no request has the id ${plain(request)}`);
  return { ...selection, request: found.id };
}

const impossible = (detail: string): SourceError => new SourceError({ code: 'other', detail });
