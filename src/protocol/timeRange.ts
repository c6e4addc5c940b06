import * as v from 'valibot';
import type { FieldsOf } from './schemas';
import { finiteSchema } from './schemas';

/** Microseconds since the epoch, both ends included. */
export interface TimeRange {
  readonly fromMicros: number;
  readonly toMicros: number;
}

export const timeRangeSchema = v.object({
  fromMicros: finiteSchema,
  toMicros: finiteSchema,
} satisfies FieldsOf<TimeRange>);
