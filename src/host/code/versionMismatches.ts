import { BoundedMap } from '../../core/base/boundedMap';
import type { RpcCall } from '../../protocol/code/codeApi';
import type { VersionMismatch } from '../../protocol/code/spanCode';
import type { SpanCodeReader, SpanSubjects } from './spanCode';

/** Number of different calls, casts and fanouts whose answers are remembered. */
const maxKnown = 2000;

/**
 * Finds the calls, casts and fanouts that the sources would refuse. It is called for each row that
 * becomes visible, and queries the index once for equal method, version, namespace and target.
 */
export class VersionMismatches {
  private known = newMemory();

  constructor(private readonly reader: SpanCodeReader) {}

  /** Discards the answers after a change of the sources. */
  forget(): void {
    this.known = newMemory();
  }

  /** @returns `undefined` while the sources are being indexed, or when there are none */
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
        const subject = (await capture.api.codeUsage.codeSubjectOf(spanId))?.subject;
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

  /** @returns the reason; `''` when a handler accepts the message, or no function resembles one */
  private async mismatchOf(call: RpcCall): Promise<string> {
    const { versionMismatches } = await this.reader.handlers({ type: 'request', call });
    const [nearest] = versionMismatches;
    return nearest ? mismatchSentence(nearest.place.qualifiedName, nearest.doubt) : '';
  }
}

const newMemory = () => new BoundedMap<string, string>(maxKnown);

const mismatchSentence = (name: string, doubt = 'does not take it'): string => `${name}: ${doubt}`;
