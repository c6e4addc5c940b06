/** What a filter says, once it is read: see README.md beside this file for the language. */
import type { BodyRoot, FilterField } from './fields';

export type FilterExpression =
  | { readonly type: 'and' | 'or'; readonly parts: readonly FilterExpression[] }
  | { readonly type: 'not'; readonly part: FilterExpression }
  | FilterTerm;

/** One condition. */
export type FilterTerm =
  /** Anywhere in a row or in its content; its pattern never has to fit the whole. */
  | { readonly type: 'words'; readonly pattern: TextPattern }
  | { readonly type: 'text'; readonly field: FilterField; readonly pattern: TextPattern }
  | RangeTerm
  | { readonly type: 'choice'; readonly field: FilterField; readonly values: readonly string[] }
  /** `redelivered:yes` */
  | { readonly type: 'flag'; readonly field: FilterField; readonly isSet: boolean }
  /** `args.instance.uuid:…`, `ctx.user:…`: a value inside a decoded body. */
  | {
      readonly type: 'body';
      readonly root: BodyRoot;
      /** Keys from the root on; empty: anything below the root. */
      readonly path: readonly string[];
      readonly pattern: TextPattern;
    };

/** Numbers are of the field's base unit: microseconds, bytes, or none. */
export interface RangeTerm {
  readonly type: 'range';
  readonly field: FilterField;
  /** `undefined`: without a lower end. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** The end itself is not in it. */
  readonly isFromOpen: boolean;
  readonly isToOpen: boolean;
}

/** A text with wildcards. */
export interface TextPattern {
  /** Parts between wildcards, in order: `build_*` is `['build_', '']`. */
  readonly parts: readonly string[];
  /**
   * - `part`: it occurs in the value; ASCII letters of either case are the same
   * - `whole`: it is the whole value; case as above
   * - `exact`: the value is the one part of the pattern, in its case
   */
  readonly fit: 'part' | 'whole' | 'exact';
}

export interface FilterProblem {
  readonly from: number;
  readonly to: number;
  /** Says what is wrong, and what would be right. */
  readonly sentence: string;
  /** Texts that would be right in place of what stands there, the likeliest first. */
  readonly fixes: readonly string[];
}
