import { BoundedMap } from '../../core/base/boundedMap';
import type { RpcCall } from '../../protocol/code/codeApi';
import type { VersionMismatch } from '../../protocol/code/spanCode';
import type { SpanCodeReader, SpanSubjects } from './spanCode';

/** Kinds of requests that are remembered. */
const maxKinds = 2000;

/**
 * Which requests the sources would refuse: asked for each row that comes into sight, answered once
 * for each kind.
 */
export class VersionMismatches {
  private known = newMemory();

  constructor(private readonly reader: SpanCodeReader) {}

  /** The sources have changed: what is known is void. */
  forget(): void {
    this.known = newMemory();
  }

  /** @returns `undefined` when the sources cannot tell yet, or when there are none */
  async findMismatches(
    capture: SpanSubjects,
    spanIds: readonly number[],
  ): Promise<readonly VersionMismatch[] | undefined> {
    const { isIndexing, fileCount } = await this.reader.indexProgress();
    if (isIndexing || fileCount === 0) return undefined;
    const { known } = this;
    const asked = new Map<string, Promise<string>>();
    const found = await Promise.all(
      spanIds.map(async (spanId): Promise<VersionMismatch | undefined> => {
        const subject = (await capture.api.traffic.subjectOf(spanId))?.subject;
        if (subject?.type !== 'request') return undefined;
        const key = JSON.stringify(subject.call);
        let sentence = known.get(key);
        if (sentence === undefined) {
          const answer = asked.get(key) ?? this.mismatchOf(subject.call);
          asked.set(key, answer);
          sentence = await answer;
          known.set(key, sentence);
        }
        return sentence === '' ? undefined : { spanId, sentence };
      }),
    );
    return found.filter(each => each !== undefined);
  }

  /** @returns `''` when it is taken, or is not in the sources at all */
  private async mismatchOf(call: RpcCall): Promise<string> {
    const { nearMisses } = await this.reader.handlers({ type: 'request', call });
    const [nearest] = nearMisses;
    return nearest ? mismatchSentence(nearest.place.qualifiedName, nearest.doubt) : '';
  }
}

const newMemory = () => new BoundedMap<string, string>(maxKinds);

const mismatchSentence = (name: string, doubt = 'does not take it'): string => `${name}: ${doubt}`;
