/**
 * Arguments of commands. Menus, links and other extensions may pass anything, so each argument is
 * checked by its schema before a command runs.
 */
import * as v from 'valibot';

const capturePath = v.string();

const schemas = {
  nothing: v.undefined(),
  /** A row of the Brokers view. */
  broker: v.object({ profileId: v.string() }),
  /** A row of the Captures view. */
  capture: v.object({ capturePath }),
  /** A bookmark in the Captures view. */
  bookmark: v.object({ capturePath, messageId: v.number() }),
  /** A request in the Requests view. */
  request: v.object({ requestId: v.string() }),
  /** Background work in the Requests view. */
  message: v.object({ messageId: v.number() }),
  /** The calls that a code lens or a hover leads to. */
  codeUsage: v.object({ capturePath, filterText: v.string() }),
  /** The target of an id in a log: a request, or the row of a message. */
  place: v.object({
    capturePath,
    requestId: v.fallback(v.optional(v.string()), undefined),
    messageId: v.fallback(v.optional(v.pipe(v.number(), v.safeInteger())), undefined),
  }),
  /** A file or folder of the Explorer. */
  file: v.object({ scheme: v.string(), fsPath: v.string() }),
  /** The element of a diagram that a menu was opened on. */
  diagramPlace: v.object({
    /** Key of the lane that the menu was opened on. */
    lane: v.fallback(v.optional(v.string()), undefined),
  }),
};

export type ArgumentKind = keyof typeof schemas;
export type Argument<Kind extends ArgumentKind> = Readonly<v.InferOutput<(typeof schemas)[Kind]>>;

export type BrokerRef = Argument<'broker'>;
export type CaptureRef = Argument<'capture'>;
export type BookmarkRef = Argument<'bookmark'>;
export type RequestRef = Argument<'request'>;
export type MessageRef = Argument<'message'>;
export type CodeUsageRef = Argument<'codeUsage'>;
export type PlaceRef = Argument<'place'>;
export type FileRef = Argument<'file'>;

/** @returns `undefined` when the argument is missing or of another kind */
export function parseArgument<Kind extends ArgumentKind>(
  kind: Kind,
  given: unknown,
): Argument<Kind> | undefined {
  const result = v.safeParse(schemas[kind], given);
  return result.success ? result.output : undefined;
}
