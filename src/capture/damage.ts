import { errorText } from '../core/base/errorText';
import { SourceError } from '../core/amqp/traceSource';
import { formatBytes } from '../core/text/amounts';
import { UnexpectedValue } from '../node/sql/columns';
import { maxValueBytes } from '../node/sql/openUntrusted';

/**
 * Turns an error that only a damaged capture causes into a failure: SQLite's own, a value that its
 * column does not take, and a number, date or text beyond what JavaScript can hold. Returns any other
 * error as it is.
 */
export function damageOf(error: unknown): unknown {
  const isDamage =
    error instanceof UnexpectedValue ||
    error instanceof RangeError ||
    error instanceof SyntaxError ||
    (error instanceof Error && 'code' in error && damageCodes.has(String(error.code)));
  if (!isDamage) return error;
  const text = isTooLong(error) ? tooLong : errorText(error);
  const detail = error instanceof UnexpectedValue ? text : `the file is damaged: ${text}`;
  return new SourceError({ code: 'damagedCapture', detail });
}

const tooLong = `it holds a value of more than ${formatBytes(maxValueBytes)}`;

/** SQLite's SQLITE_TOOBIG. */
const isTooLong = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && error.errcode === 18;

const damageCodes: ReadonlySet<string> = new Set([
  'ERR_SQLITE_ERROR',
  'ERR_OUT_OF_RANGE',
  'ERR_STRING_TOO_LONG',
]);
