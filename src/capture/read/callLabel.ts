import { kindCode, kindCodes, stringOf } from '../tables/codes';

/**
 * In SQL over `message m LEFT JOIN span s`: the label of the call that an answer belongs to; NULL for
 * other messages, and for an answer whose call is not in the capture.
 */
export const callLabel = `CASE
  WHEN m.kind IN ${kindCodes('reply', 'failure', 'heartbeat')} AND s.kind = ${kindCode('call')}
  THEN ${stringOf('s.label_id')} END`;
