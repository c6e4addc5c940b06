/** The selected and hovered elements. */
export interface Emphasis {
  readonly spanId: number | undefined;
  readonly messageId: number | undefined;
  /** Id of a gap in the selected row of gaps. */
  readonly gapId: number | undefined;
  readonly hoveredSpanId: number | undefined;
  /** Message from which relative times count. */
  readonly referenceId: number | undefined;
}
