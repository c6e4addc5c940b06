/** A line of the table: a measurement, and another one that bounds it. */
export interface Figure {
  readonly what: string;
  readonly value: string;
  readonly comparedWith: string;
  readonly ratio: string;
  readonly aim: string;
}
