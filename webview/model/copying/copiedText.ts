import type { ListRow } from '../../../src/protocol/rows';
import type { SpanDetails } from '../../../src/protocol/spans';
import { rowAsText } from '../rows/rowWords';
import { spanContent } from '../details/spanContent';

/** The parts of a row that can be copied by name. */
export type CopiedPart = 'row' | 'name' | 'arguments' | 'messageId' | 'requestId';

export const copiedWords: Readonly<Record<CopiedPart, string>> = {
  row: 'row',
  name: 'name',
  arguments: 'arguments',
  messageId: 'message id',
  requestId: 'request id',
};

/**
 * @param span the details that are held: of the row's span, or of a span selected before
 * @returns `undefined` when the row has no such part
 */
export function copiedText(
  part: CopiedPart,
  row: ListRow,
  span: SpanDetails | undefined,
): string | undefined {
  if (row.kind === 'gap') return part === 'row' ? rowAsText(row) : undefined;
  const own = span?.spanId === row.spanId ? span : undefined;
  switch (part) {
    case 'row':
      return rowAsText(row);
    case 'name':
      return own?.method ?? own?.label ?? row.label;
    case 'messageId':
      return own?.msgId;
    case 'requestId':
      return row.requestId;
    case 'arguments': {
      const content = own && spanContent(own).arguments;
      return content?.kind === 'json' ? JSON.stringify(content.value, undefined, 2) : undefined;
    }
  }
}
