/** Columns whose numbers stand for names or strings, and SQL for these numbers. */
import type { MessageKind, SpanState } from '../../core/pairing/entities';
import { messageKinds, spanStates } from '../../core/pairing/entities';
import { codeOf, coded, codesOf, integer, text } from '../../node/sql/columns';

/** A column with positions in `messageKinds`. */
export const messageKind = coded(messageKinds);

/** A column with positions in `spanStates`. */
export const spanState = coded(spanStates);

/** A column with keys of the table `text`. */
export const stringId = integer.referringTo('text');

/** SQL for the number of a kind. */
export const kindCode = (kind: MessageKind): number => codeOf(messageKinds, kind);

/** In SQL, behind `IN`: the numbers that stand for some kinds. */
export const kindCodes = (...kinds: readonly MessageKind[]): string => codesOf(messageKinds, kinds);

/** SQL for the number of a state. */
export const stateCode = (state: SpanState): number => codeOf(spanStates, state);

/** In SQL, behind `IN`: the numbers that stand for some states. */
export const stateCodes = (...states: readonly SpanState[]): string => codesOf(spanStates, states);

/** SQL for the string that a column refers to. @param id the column, or an expression */
export const stringOf = (id: string): string => `(SELECT value FROM text WHERE id = ${id})`;

/**
 * Reads {@link stringOf} where every row refers to a string. It may still be missing: version 0.5 took
 * any unused-looking `req-…` for the id of a request, and deleted it.
 */
export const lookedUpString = text.or('');
