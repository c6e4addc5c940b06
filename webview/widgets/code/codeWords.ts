import { printable } from '../../../src/core/base/printable';
import type { CodeAnswer } from '../../../src/protocol/code/codeApi';
import type { IndexProgress } from '../../../src/protocol/code/spanCode';
import { formatCount } from '../../../src/core/text/amounts';

/** The reasons for an answer, one in each line. */
export const reasonWords = ({ place, reasons }: CodeAnswer): string =>
  [`${place.path}:${place.line}`, ...reasons.map(reason => `· ${reason}`)]
    .map(line => printable(line, 300))
    .join('\n');

/** The progress of indexing the sources. */
export const indexWords = ({ done, total }: IndexProgress): string =>
  total === 0
    ? 'Python sources are being counted…'
    : `So far: ${formatCount(done)} of ${formatCount(total)} files are read…`;
