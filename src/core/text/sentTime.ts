/** When a message was sent; microseconds since the epoch. */
export interface SentTime {
  readonly atMicros: number;
  /** True when `atMicros` is when it was read, after it had been stored in a queue or a stream. */
  readonly isReadLater: boolean;
  /** Time at which it was sent by its own word, where it was read later. */
  readonly toldAtMicros: number | undefined;
}

/** Formats when a message was sent; `≤` stands before the time of reading, by which it had been sent. */
export function sentTime(
  { atMicros, isReadLater, toldAtMicros }: SentTime,
  format: (micros: number) => string,
): string {
  if (!isReadLater) return format(atMicros);
  return toldAtMicros === undefined ? `≤${format(atMicros)}` : format(toldAtMicros);
}

/** Says in a sentence what the times of messages that were read later are. */
export const readLaterSentence =
  'It was stored before it was read: its order is right, and its times are those of reading.';
