import * as v from 'valibot';
import type { FieldsOf } from './schemas';
import { finiteSchema } from './schemas';

/** Range of time in microseconds since the epoch, with both ends included. */
export interface TimeRange {
  readonly fromMicros: number;
  readonly toMicros: number;
}

export const timeRangeSchema = v.object({
  fromMicros: finiteSchema,
  toMicros: finiteSchema,
} satisfies FieldsOf<TimeRange>);
