import { kindCode } from './codes';

/**
 * SQL for the time at which the handler of a cast in `span s` sent the last message that it is known to
 * have caused, or took the last reply to it; NULL where it sent none, or when that was read later. The
 * primary key finds that message.
 */
export const castWorkEnd = `CASE WHEN s.kind = ${kindCode('cast')} THEN
  (SELECT w.at FROM message w WHERE w.id = s.end_message_id AND NOT w.is_read_later) END`;
