import { stateReports } from '../../core/oslo/stateReports';

const reports = stateReports.map(label => `'${label}'`).join(', ');

/**
 * SQL that is true for a `span s` of a request that users see in the list of requests: a user asked for
 * it, or another request did, though this span itself may name no user. A state report belongs to no
 * request: an agent may use one request id for all that it ever sends.
 */
export const isAskedFor = `(s.has_user = 1
  OR s.label_id NOT IN (SELECT id FROM text WHERE value IN (${reports})) AND EXISTS (
    SELECT 1 FROM request r
    WHERE r.id = s.request_id AND (r.has_user = 1 OR r.group_id <> r.id)))`;
