import type { Lane } from '../../../src/protocol/lanes';

export const lane = (
  service: string,
  host: string,
  counts: Partial<Pick<Lane, 'messageCount' | 'errorCount'>> = {},
): Lane => ({
  key: `${service} · ${host}`,
  service,
  host,
  hosts: [host],
  processes: [],
  inferredFrom: undefined,
  colour: 0,
  messageCount: 0,
  errorCount: 0,
  restarts: [],
  ...counts,
});
