/** Rows of the Services view, their texts, and which of them have changed, as data. */

import { formatCount, formatSteadyRate, plural } from '../../core/text/amounts';
import type { Lane } from '../../protocol/lanes';
import type { LaneRate } from '../../protocol/status';
import type { ServiceGroup } from './serviceGroups';
import { isGroupShown, serviceGroups } from './serviceGroups';

/** A row. The object stays the same while its id is listed, because VS Code redraws new objects. */
export type ServiceNode =
  | { readonly kind: 'service'; readonly id: string; readonly service: string }
  | { readonly kind: 'lane'; readonly id: string; readonly laneKey: string }
  | {
      readonly kind: 'process';
      readonly id: string;
      readonly laneKey: string;
      readonly name: string;
    };

export interface ServiceRow {
  readonly node: ServiceNode;
  readonly label: string;
  readonly description: string;
  /** Reason why its name is a guess. */
  readonly inferredFrom: string | undefined;
  /** `undefined` for a row that cannot be hidden by itself. */
  readonly isShown: boolean | undefined;
  readonly lanes: readonly Lane[];
  readonly children: readonly ServiceRow[];
}

export interface ServicesShown {
  readonly lanes: readonly Lane[];
  readonly hidden: readonly string[];
  /** `undefined` for a capture that does not grow. */
  readonly rates: readonly LaneRate[] | undefined;
}

export class ServiceRows {
  private rows: readonly ServiceRow[] = [];
  private byId = new Map<string, ServiceRow>();

  get roots(): readonly ServiceRow[] {
    return this.rows;
  }

  get(node: ServiceNode): ServiceRow | undefined {
    return this.byId.get(node.id);
  }

  /**
   * Updates the rows.
   *
   * @returns the nodes whose rows changed, or `undefined` for all, when rows were added or removed
   */
  update(shown: ServicesShown): readonly ServiceNode[] | undefined {
    const before = this.byId;
    const hidden = new Set(shown.hidden);
    const rates = shown.rates && new Map(shown.rates.map(each => [each.lane, each]));
    this.byId = new Map<string, ServiceRow>();
    const put = (row: ServiceRow): ServiceRow => {
      const node = before.get(row.node.id)?.node ?? row.node;
      const kept = { ...row, node };
      this.byId.set(node.id, kept);
      return kept;
    };
    this.rows = serviceGroups(shown.lanes).map(group => {
      const lanes = group.lanes.map(lane => {
        const processes = lane.processes.map(name => put(processRow(lane, name)));
        return put(laneRow(lane, processes, hidden, rates));
      });
      return put(serviceRow(group, lanes, hidden, rates));
    });
    const isSame = [...before.keys()].join('\n') === [...this.byId.keys()].join('\n');
    if (!isSame) return undefined;
    return [...this.byId.values()]
      .filter(row => textOf(row) !== textOf(before.get(row.node.id)))
      .map(({ node }) => node);
  }
}

const textOf = (row: ServiceRow | undefined): string =>
  JSON.stringify([row?.description, row?.inferredFrom, row?.isShown]);

type Rates = ReadonlyMap<string, LaneRate> | undefined;

function serviceRow(
  group: ServiceGroup,
  children: readonly ServiceRow[],
  hidden: ReadonlySet<string>,
  rates: Rates,
): ServiceRow {
  const { service, lanes } = group;
  const [lane] = lanes;
  const place = lanes.length === 1 && lane ? lane.host : plural(lanes.length, 'host');
  return {
    node: { kind: 'service', id: `service ${service}`, service },
    label: service,
    description: [place, ...counts(group, lanes, rates)].filter(each => each !== '').join(' · '),
    inferredFrom: undefined,
    isShown: isGroupShown(group, hidden),
    lanes,
    children,
  };
}

function laneRow(
  lane: Lane,
  children: readonly ServiceRow[],
  hidden: ReadonlySet<string>,
  rates: Rates,
): ServiceRow {
  const inferred = lane.inferredFrom === undefined ? [] : ['inferred'];
  return {
    node: { kind: 'lane', id: `lane ${lane.key}`, laneKey: lane.key },
    label: lane.host === '' ? 'host unknown' : lane.host,
    description: [...counts(lane, [lane], rates), ...inferred].join(' · '),
    inferredFrom: lane.inferredFrom,
    isShown: !hidden.has(lane.key),
    lanes: [lane],
    children,
  };
}

const processRow = (lane: Lane, name: string): ServiceRow => ({
  node: { kind: 'process', id: `process ${lane.key} ${name}`, laneKey: lane.key, name },
  label: name,
  description: '',
  inferredFrom: undefined,
  isShown: undefined,
  lanes: [],
  children: [],
});

function counts(
  { messageCount, errorCount }: Pick<Lane, 'messageCount' | 'errorCount'>,
  lanes: readonly Lane[],
  rates: Rates,
): readonly string[] {
  const words = [formatCount(messageCount)];
  if (rates) {
    const perSecond = lanes.reduce(
      (sum, { key }) => sum + (rates.get(key)?.messagesPerSecond ?? 0),
      0,
    );
    words.push(`${formatSteadyRate(perSecond)}/s`);
  }
  if (errorCount > 0) words.push(plural(errorCount, 'error'));
  return words;
}
