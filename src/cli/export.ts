import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { SourceError } from '../core/amqp/traceSource';
import { placeOf } from '../capture/outputFile';
import { exportCapture } from '../capture/export/exportCapture';
import { jsonLines } from '../capture/export/jsonLines';
import { exportMermaid } from '../capture/export/mermaidExport';
import { readMeta } from '../capture/tables/meta';
import { plural } from '../core/text/amounts';
import type { ExportFormat, ExportSelection } from '../protocol/exports';
import { exportFormats } from '../protocol/exports';
import { plain, printLines } from './output';
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
  // The file may be a trace log, which is imported first.
  const management = options.managementDir ?? path.join(path.dirname(file), 'management');
  if (out !== '-') placeOf(out, { madeFrom: [file, management], replaces: options.force });
  return withCapture(file, options.managementDir, async database => {
    const selection = await selectionOf(database, options);
    if (out === '-') {
      await printLines(
        format === 'jsonl'
          ? jsonLines(database, selection)
          : exportMermaid(database, selection).text.trimEnd().split('\n'),
      );
    } else {
      const { messageCount, spanCount } = await exportCapture(database, selection, format, out, {
        replaces: options.force,
      });
      process.stdout.write(
        `${plural(messageCount, 'message')}, ${plural(spanCount, 'span')}: ${out}\n`,
      );
    }
    return 0;
  });
}

function formatOf(out: string, wanted: string | undefined): ExportFormat {
  const format =
    wanted === undefined
      ? formatOfExtension[path.extname(out).toLowerCase()]
      : exportFormats.find(each => each === wanted);
  if (format === undefined) {
    const why = wanted === undefined ? `of ${plain(out)} is not known` : `${plain(wanted)} is none`;
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
