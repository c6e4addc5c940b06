const enoughSamples = 20;
const alwaysSlowMicros = 500_000;
const slowFactor = 4;
const maxMethods = 5_000;
const bucketCount = 40;

/**
 * Decides which calls are slow for their method: those that take more than half a second, or more
 * than four times the median of at least twenty calls. Keeps one histogram of powers of two per
 * method.
 */
export class Latencies {
  private readonly histograms = new Map<string, Uint32Array>();

  /** Adds a latency of the method, and tells whether it is slow. */
  noteLatency(method: string, micros: number): boolean {
    let histogram = this.histograms.get(method);
    if (!histogram) {
      if (this.histograms.size >= maxMethods) return micros > alwaysSlowMicros;
      histogram = new Uint32Array(bucketCount);
      this.histograms.set(method, histogram);
    }
    const isSlow = micros > alwaysSlowMicros || micros > slowFactor * median(histogram);
    const bucket = Math.min(bucketCount - 1, Math.floor(Math.log2(Math.max(1, micros))));
    histogram[bucket] = (histogram[bucket] ?? 0) + 1;
    return isSlow;
  }
}

/** Upper bound of the bucket with the median; infinite while there are too few samples. */
function median(histogram: Uint32Array): number {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  if (total < enoughSamples) return Infinity;
  let seen = 0;
  for (const [bucket, count] of histogram.entries()) {
    seen += count;
    if (seen * 2 >= total) return 2 ** (bucket + 1);
  }
  return Infinity;
}
