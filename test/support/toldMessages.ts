import type { Row } from '../../src/protocol/rows';

/** Ids of the messages that rows tell of, in order: one row tells of an event in both of its forms. */
export const toldMessages = (rows: readonly Row[]): readonly number[] =>
  [
    ...new Set(
      rows.flatMap(({ messageId, otherForm }) => [
        messageId,
        ...(otherForm ? [otherForm.messageId] : []),
      ]),
    ),
  ].sort((a, b) => a - b);
