import { isJsonObject } from '../../src/core/base/json';
import type { ToWebview } from '../../src/protocol/hostApi';

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isStrings = (value: unknown) =>
  Array.isArray(value) && value.every(each => typeof each === 'string');

/** Checks that each announcement carries at least what the view needs to act on it. */
const checks: Record<ToWebview['type'], (message: Readonly<Record<string, unknown>>) => boolean> = {
  rowsChanged: message =>
    typeof message['view'] === 'string' &&
    isCount(message['rowCount']) &&
    isCount(message['totalCount']) &&
    isCount(message['dirtyFrom']),
  lanesChanged: () => true,
  statusChanged: message => isJsonObject(message['status']),
  playbackChanged: message =>
    message['playback'] === undefined || isJsonObject(message['playback']),
  bookmarksChanged: () => true,
  exportProgress: message => isCount(message['done']),
  hiddenLanesChanged: message => isStrings(message['keys']),
  mutedChanged: message => isStrings(message['labels']),
  filtersChanged: message =>
    isJsonObject(message['filters']) && isStrings(message['filters']['history']),
  diagramCommand: message =>
    typeof message['command'] === 'string' &&
    ['string', 'undefined'].includes(typeof message['lane']),
  chooseExport: message => typeof message['format'] === 'string',
  showRequest: message =>
    typeof message['requestId'] === 'string' &&
    [undefined, 'sequence', 'waterfall'].some(view => view === message['view']),
  revealMessage: message => isCount(message['messageId']),
  setFilterText: message =>
    typeof message['text'] === 'string' &&
    (message['messageId'] === undefined || isCount(message['messageId'])),
  applyFilter: message => typeof message['text'] === 'string',
  codeChanged: () => true,
  reset: () => true,
};

/**
 * Validates an announcement or command of the host. A message that is neither is dropped, and the
 * reason logged; answers to requests are none of its business.
 */
export function readHostMessage(
  data: unknown,
): { readonly message: ToWebview } | { readonly dropped: string } | undefined {
  if (!isJsonObject(data)) return { dropped: 'not an object' };
  if ('rpc' in data) return undefined;
  const type = data['type'];
  if (typeof type !== 'string') return { dropped: 'no type' };
  if (!Object.hasOwn(checks, type)) return { dropped: `unknown type ${type.slice(0, 60)}` };
  return checks[type as ToWebview['type']](data)
    ? { message: data as unknown as ToWebview }
    : { dropped: `malformed ${type}` };
}
