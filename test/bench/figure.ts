/** A line of the table: something measured, and something else that bounds it. */
export interface Figure {
  readonly what: string;
  readonly value: string;
  readonly comparedWith: string;
  readonly ratio: string;
  readonly aim: string;
}
