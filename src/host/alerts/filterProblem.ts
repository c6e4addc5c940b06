import { parseFilter } from '../../core/filter/parse';

/** @returns a sentence that says what is wrong with the filter, or `undefined` when it is valid */
export const filterProblem = (filter: string): string | undefined =>
  parseFilter(filter).problems[0]?.sentence;
