/** @returns the number without its fraction, limited to 0 and `max`; 0 for NaN */
export const wholeWithin = (value: number, max: number): number =>
  Math.min(max, Math.max(0, Math.trunc(value) || 0));
