/** The meaning of one line of the statistics, and the filter that shows its rows. */
import { exactValue } from '../../core/filter/edit';
import type { MessageKind } from '../../core/pairing/entities';
import { messageKinds } from '../../core/pairing/entities';
import { codeOf } from '../../node/sql/columns';
import type { StatisticsGrouping, StatisticsLine } from '../../protocol/statistics';
import type { CountedSpan } from './countedSpans';
import type { LaneIndex, LaneNumber, NamedLane } from './laneIndex';

type LineIdentity = Pick<
  StatisticsLine,
  'key' | 'label' | 'kind' | 'sender' | 'receiver' | 'filter'
>;

interface Grouping {
  /** Numbers of the lines that a span counts for: one for each lane that took it. */
  linesOf(span: CountedSpan): readonly number[];
  identify(line: number): LineIdentity;
}

/** @param textOf reads the string with an id */
export function groupingBy(
  grouping: StatisticsGrouping,
  lanes: LaneIndex,
  textOf: (id: number) => string,
): Grouping {
  switch (grouping) {
    case 'method':
      return new ByMethod(lanes, textOf);
    case 'pair':
      return new ByPair(lanes);
    case 'service':
      return new ByReceiver(lanes);
  }
}

/** Term that leaves out replies, which go the other way. */
const noReplies = '-kind:reply,failure,heartbeat';
/** Greatest number of values in one term: a filter may have a limited number of conditions. */
const maxValues = 20;

class ByMethod implements Grouping {
  private readonly names = new Map<number, MethodNames>();
  private labelsByName: ReadonlyMap<number, ReadonlySet<number>> | undefined;

  constructor(
    private readonly lanes: LaneIndex,
    private readonly textOf: (id: number) => string,
  ) {}

  linesOf(span: CountedSpan): readonly number[] {
    const line = span.labelId * messageKinds.length + codeOf(messageKinds, span.kind);
    let names = this.names.get(line);
    if (!names) {
      names = {
        line: [line],
        isOrphan: span.isOrphan,
        others: new Set(),
        from: span.caller,
        to: span.handlers[0],
      };
      this.names.set(line, names);
    }
    for (const id of span.otherNames) {
      if (id !== undefined && id !== span.labelId) names.others.add(id);
    }
    if (names.from !== span.caller) names.from = undefined;
    if (names.to !== span.handlers[0] || span.handlers.length > 1) names.to = undefined;
    return names.line;
  }

  identify(line: number): LineIdentity {
    const labelId = labelOf(line);
    const kind = kindOfLine(line);
    const label = this.textOf(labelId);
    const names = this.names.get(line);
    const laneKey = (lane: LaneNumber | undefined) => this.lanes.lane(lane ?? 0)?.key;
    return {
      key: `${kind} ${label}`,
      label,
      kind,
      sender: laneKey(names?.from),
      receiver: laneKey(names?.to),
      filter: [
        `method:${exactValue(label)}`,
        `kind:${kind}`,
        ...(names?.isOrphan ? ['status:orphanReply'] : []),
        ...this.namesakes(labelId, names).map(other => `-method:${exactValue(other)}`),
      ].join(' '),
    };
  }

  /**
   * Labels of other spans that `method:` would find as well, because their method or exception has
   * the name of this label.
   */
  private namesakes(labelId: number, names: MethodNames | undefined): readonly string[] {
    this.labelsByName ??= labelsByName(this.names);
    return [...(this.labelsByName.get(labelId) ?? [])]
      .filter(label => label !== labelId && names?.others.has(label) !== true)
      .slice(0, maxValues)
      .map(this.textOf);
  }
}

function labelsByName(
  lines: ReadonlyMap<number, MethodNames>,
): ReadonlyMap<number, ReadonlySet<number>> {
  const labels = new Map<number, Set<number>>();
  for (const [line, { others }] of lines) {
    for (const name of others) {
      const known = labels.get(name) ?? new Set();
      labels.set(name, known.add(labelOf(line)));
    }
  }
  return labels;
}

const labelOf = (line: number): number => Math.floor(line / messageKinds.length);

const kindOfLine = (line: number): MessageKind | undefined =>
  messageKinds[line % messageKinds.length];

interface MethodNames {
  readonly line: readonly [number];
  readonly isOrphan: boolean;
  readonly others: Set<number>;
  /** Lane of the sender; `undefined` when there are several. */
  from: LaneNumber | undefined;
  to: LaneNumber | undefined;
}

class ByPair implements Grouping {
  constructor(private readonly lanes: LaneIndex) {}

  linesOf({ isOrphan, caller, handlers }: CountedSpan): readonly number[] {
    return isOrphan ? [] : handlers.map(lane => caller * this.lanes.size + lane);
  }

  identify(line: number): LineIdentity {
    const from = this.lanes.lane(Math.floor(line / this.lanes.size));
    const to = this.lanes.lane(line % this.lanes.size);
    return {
      key: `${from?.key ?? ''} → ${to?.key ?? ''}`,
      label: undefined,
      kind: undefined,
      sender: from?.key,
      receiver: to?.key,
      filter: `${laneTerm('from', from)} ${laneTerm('to', to)} ${noReplies}`,
    };
  }
}

class ByReceiver implements Grouping {
  constructor(private readonly lanes: LaneIndex) {}

  linesOf({ isOrphan, handlers }: CountedSpan): readonly number[] {
    return isOrphan ? [] : handlers;
  }

  identify(line: number): LineIdentity {
    const to = this.lanes.lane(line);
    return {
      key: to?.key ?? '',
      label: undefined,
      kind: undefined,
      sender: undefined,
      receiver: to?.key,
      filter: `${laneTerm('to', to)} ${noReplies}`,
    };
  }
}

function laneTerm(field: 'from' | 'to', lane: NamedLane | undefined): string {
  if (!lane) return `-${field}:*`;
  const keys = lane.exactKeys.length > maxValues ? [lane.key] : lane.exactKeys;
  return `${field}:${keys.map(exactValue).join(',')}`;
}
