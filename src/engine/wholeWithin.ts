/** @returns the number without its fraction, at least 0 and at most `max`; 0 for what is none */
export const wholeWithin = (value: number, max: number): number =>
  Math.min(max, Math.max(0, Math.trunc(value) || 0));
