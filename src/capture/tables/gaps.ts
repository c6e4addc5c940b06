import { gapCauses } from '../../core/amqp/gap';
import { boolean, integer, word } from '../../node/sql/columns';
import { Table } from '../../node/sql/table';

/** Times in which the recording could not see the traffic. */
export const gapTable = new Table({
  name: 'gap',
  columns: {
    id: integer.primaryKey(),
    cause: word(gapCauses),
    sinceMicros: integer.note('All that was sent before is in the capture.'),
    untilMicros: integer
      .optional()
      .note('NULL: the recorder was killed in the gap, or the gap still lasts.'),
    lostCount: integer.optional().note('Lost trace records; NULL: the broker did not tell.'),
    isLowerBound: boolean.note('1: at least lost_count.'),
    messageId: integer.optional().note('The first message after it; NULL: none came yet.'),
  },
});
