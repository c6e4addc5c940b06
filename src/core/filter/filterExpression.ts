/** Syntax tree of a parsed filter. README.md beside this file describes the language. */
import type { BodyRoot, FilterField } from './fields';

export type FilterExpression =
  | { readonly type: 'and' | 'or'; readonly parts: readonly FilterExpression[] }
  | { readonly type: 'not'; readonly part: FilterExpression }
  | FilterTerm;

/** One condition. */
export type FilterTerm =
  /**
   * Text that is searched in the whole row and its content. Its pattern may match any part of them.
   */
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
      /** Keys below the root; when empty, any value below the root matches. */
      readonly path: readonly string[];
      readonly pattern: TextPattern;
    };

/** A range of numbers in the field's base unit: microseconds, bytes, or no unit. */
export interface RangeTerm {
  readonly type: 'range';
  readonly field: FilterField;
  /** Lower bound; `undefined` when there is none. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** True when the bound itself is excluded. */
  readonly isFromOpen: boolean;
  readonly isToOpen: boolean;
}

/** Text with wildcards. */
export interface TextPattern {
  /** Parts between wildcards, in order: `build_*` has the parts `['build_', '']`. */
  readonly parts: readonly string[];
  /**
   * - `part`: the pattern matches a part of the value; upper and lower case of ASCII letters are
   *   equal
   * - `whole`: the pattern matches the whole value; case as above
   * - `exact`: the value equals the pattern's only part, case included
   */
  readonly fit: 'part' | 'whole' | 'exact';
}

export interface FilterProblem {
  readonly from: number;
  readonly to: number;
  /** Sentence that says what is wrong, and what would be right. */
  readonly sentence: string;
  /** Replacements that would be right at this place, the most probable first. */
  readonly fixes: readonly string[];
}

/** A range of a filter's text with one colour in the editor. */
export interface FilterToken {
  readonly from: number;
  readonly to: number;
  readonly kind: 'field' | 'value' | 'words' | 'operator';
}
