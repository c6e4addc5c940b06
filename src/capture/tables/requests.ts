import { boolean, integer } from '../../node/sql/columns';
import { Table } from '../../node/sql/table';
import { stringId } from './codes';

/** Counts of the spans with one request id. */
export const requestTable = new Table({
  name: 'request',
  columns: {
    id: stringId.primaryKey(),
    groupId: stringId.note(
      'The global request id, the first request of its trace, or the request of heat for its stack, where one is known, else its own: what an API request caused in other services has the same.',
    ),
    firstSpanId: integer,
    lastMessageId: integer,
    firstAtMicros: integer,
    lastAtMicros: integer,
    spanCount: integer,
    errorCount: integer,
    hasUser: boolean,
  },
  indexes: [{ name: 'request_group', on: 'groupId' }],
});
