import { parseFilter } from '../../core/filter/parse';

/** Sentence that says what is wrong with a filter; `undefined`: nothing. */
export const filterProblem = (filter: string): string | undefined =>
  parseFilter(filter).problems[0]?.sentence;
