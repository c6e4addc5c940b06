import * as v from 'valibot';
import type { JsonObject } from '../../src/core/base/json';
import { isJsonObject } from '../../src/core/base/json';
import type { ToWebview } from '../../src/protocol/hostApi';
import { exportFormatSchema } from '../../src/protocol/exports';
import { densities } from '../../src/protocol/looks';
import { countSchema } from '../../src/protocol/schemas';

const objectSchema = v.custom<JsonObject>(isJsonObject);
const textsSchema = v.array(v.string());

/** The fields of each message that the view needs to act on it. */
const schemas: Readonly<Record<ToWebview['type'], v.GenericSchema>> = {
  rowsChanged: v.object({
    view: v.string(),
    rowCount: countSchema,
    totalCount: countSchema,
    dirtyFrom: countSchema,
  }),
  lanesChanged: objectSchema,
  statusChanged: v.object({ status: objectSchema }),
  playbackChanged: v.object({ playback: v.optional(objectSchema) }),
  bookmarksChanged: objectSchema,
  exportProgress: v.object({ done: countSchema }),
  hiddenLanesChanged: v.object({ keys: textsSchema }),
  mutedChanged: v.object({ labels: textsSchema }),
  densityChanged: v.object({ density: v.picklist(densities) }),
  filtersChanged: v.object({ filters: v.object({ history: textsSchema }) }),
  diagramCommand: v.object({ command: v.string(), lane: v.optional(v.string()) }),
  chooseExport: v.object({ format: exportFormatSchema }),
  showRequest: v.object({
    requestId: v.string(),
    view: v.optional(v.picklist(['sequence', 'waterfall'])),
  }),
  revealMessage: v.object({ messageId: countSchema }),
  setFilterText: v.object({ text: v.string(), messageId: v.optional(countSchema) }),
  applyFilter: v.object({ text: v.string() }),
  codeChanged: objectSchema,
  reset: objectSchema,
};

const typedSchema = v.looseObject({ type: v.string() });

/**
 * Reads an announcement or command of the host.
 *
 * @returns the message, or why it is dropped; `undefined` for an answer to a call
 */
export function readHostMessage(
  data: unknown,
): { readonly message: ToWebview } | { readonly dropped: string } | undefined {
  if (!isJsonObject(data)) return { dropped: 'not an object' };
  if ('rpc' in data) return undefined;
  if (!v.is(typedSchema, data)) return { dropped: 'no type' };
  const { type } = data;
  if (!isKnown(type)) return { dropped: `unknown type ${type.slice(0, 60)}` };
  return isMessage(data, type) ? { message: data } : { dropped: `malformed ${type}` };
}

const isKnown = (type: string): type is ToWebview['type'] => Object.hasOwn(schemas, type);

const isMessage = (data: unknown, type: ToWebview['type']): data is ToWebview =>
  v.is(schemas[type], data);
