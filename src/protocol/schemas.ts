/** Schemas that several subjects share. */
import * as v from 'valibot';

/**
 * Entries of the schema of an interface, to be used with `satisfies`: the compiler rejects missing
 * and unknown fields, and fields whose schema allows more than their type.
 */
export type FieldsOf<T> = { readonly [Name in keyof T]-?: v.GenericSchema<unknown, T[Name]> };

/** Ids of messages and spans, and lines of texts. */
export const wholeNumberSchema = v.pipe(
  v.number(),
  v.safeInteger('ids and lines are whole numbers'),
);

/** Number of things, or an index. */
export const countSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const finiteSchema = v.pipe(v.number(), v.finite());

/** A lane's key, a label or an id of a request. */
export const keySchema = v.pipe(v.string(), v.maxLength(1024));

/** Direction of a search: next (+1) or previous (-1). */
export type Direction = 1 | -1;

export const directionSchema = v.picklist([1, -1]);

/**
 * Reads `null` as `undefined`: a channel of JSON text transports an `undefined` in a list as
 * `null`.
 */
// @__NO_SIDE_EFFECTS__
export const absentOr = <const Schema extends v.GenericSchema>(schema: Schema) =>
  v.nullish(schema, () => undefined);

/** Schema of the arguments of a method without parameters. */
export const noArguments = v.tuple([]);

/**
 * Schema that accepts any arguments, for a caller that is part of this extension and bundled with
 * the answering end.
 */
// @__NO_SIDE_EFFECTS__
export const trustedArguments = <Args extends readonly unknown[]>(): v.GenericSchema<
  unknown,
  Args
> => v.custom<Args>(Array.isArray);
