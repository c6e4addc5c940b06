/** The elements of the map: edges, labels, titles, nodes, stubs. */
import { printable } from '../../../src/core/base/printable';
import type { LaneLevel } from '../../../src/protocol/lanes';
import type { Curve } from '../../layout/mapEdges';
import { headOf, pathOf } from '../../layout/mapEdges';
import type { Block, Box, MapMeasures, PlacedNode, Places } from '../../layout/mapLayout';
import type { MapEdge, MapNode, ServiceGroup } from '../../layout/trafficGraph';
import {
  edgeSentence,
  groupSentence,
  groupWords,
  nodeSentence,
  trafficText,
} from '../../model/map/trafficMap';
import { formatCount } from '../../../src/core/text/amounts';
import { laneColourCount } from '../../paint/theme';
import { laneSubtitle, laneTitle } from '../../model/rows/rowWords';
import { useDiagram } from '../context';
import '../twistie.css';
import './mapMarks.css';

interface PartProps {
  /** Further CSS classes, each with a leading space. */
  readonly tone: string;
  readonly onPointerEnter: () => void;
  readonly onPointerLeave: () => void;
  readonly onClick: () => void;
}

const hint = 'Show only these (Enter)';
/** Least share of an edge, in percent, that is drawn red, so that failures can be seen. */
const leastFailedPart = 8;
/** Opacity of an edge that carries little compared to the busiest. */
const leastOpacity = 0.4;

export function EdgeLine({ curve, tone, ...handlers }: PartProps & { readonly curve: Curve }) {
  const { edge, widthPx } = curve;
  const path = pathOf(curve);
  const failedPart = edge.failedShare > 0 ? Math.max(leastFailedPart, 100 * edge.failedShare) : 0;
  return (
    <g class={`map-edge${tone}`} data-edge={edge.key} {...handlers}>
      <title>{`${printable(edgeSentence(edge), 600)}\n${hint}`}</title>
      <path class="map-edge-reach" d={path} />
      <path
        class="map-edge-line"
        d={path}
        stroke-width={widthPx}
        stroke-opacity={leastOpacity + edge.weight * (1 - leastOpacity)}
      />
      {failedPart > 0 && (
        <path
          class="map-edge-failed"
          d={path}
          pathLength={100}
          stroke-width={widthPx + 0.6}
          stroke-dasharray={`${failedPart} 200`}
          stroke-dashoffset={failedPart - 100}
        />
      )}
      <path class={`map-edge-head${failedPart > 0 ? ' failed' : ''}`} d={headOf(curve)} />
    </g>
  );
}

/** Average width of a character in a label, in px. */
const characterPx = 5.9;
const labelPaddingPx = 10;

export function labelWidth(edges: readonly MapEdge[], isLive: boolean): number {
  const { words, failed } = trafficText(edges, isLive);
  return characterPx * `${words} ${failed}`.trimEnd().length + labelPaddingPx;
}

export function TrafficLabel(props: {
  readonly edges: readonly MapEdge[];
  readonly box: Box;
  readonly isLive: boolean;
  readonly tone: string;
}) {
  const { edges, isLive, tone } = props;
  const { x, y, width, height } = props.box;
  const { words, failed } = trafficText(edges, isLive);
  return (
    <g class={`map-label${tone}`}>
      <rect x={x - width / 2} y={y - height / 2} width={width} height={height} rx={3} />
      <text x={x} y={y}>
        {words}
        {failed !== '' && <tspan class="map-label-failed">{` ${failed}`}</tspan>}
      </text>
    </g>
  );
}

/** Width by which a title may reach over the room between blocks, in px. */
const titleOverhangPx = 96;

export interface ExpanderProps {
  readonly group: ServiceGroup;
  /** Further CSS classes, each with a leading space. */
  readonly tone: string;
  readonly onToggle: () => void;
}

/** The triangle that opens and closes a group. */
function Expander({ group, tone, onToggle }: ExpanderProps) {
  return (
    <span
      class={`map-expander${tone}`}
      data-group={group.service}
      title={printable(groupSentence(group), 300)}
      onClick={event => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <span class={group.isOpen ? 'twistie open' : 'twistie'} />
    </span>
  );
}

/** The title over the nodes of a service; that of a group closes it. */
export function BlockTitle(props: {
  readonly block: Block;
  readonly count: number;
  readonly expander: ExpanderProps | undefined;
}) {
  const { block, count, expander } = props;
  const { x, y, width, height, titlePx, service } = block;
  return (
    <div
      class="map-title"
      style={{
        left: `${x - width / 2}px`,
        top: `${y - height / 2}px`,
        maxWidth: `${width + titleOverhangPx}px`,
        height: `${titlePx}px`,
      }}
      title={printable(service, 200)}
    >
      {expander && <Expander {...expander} />}
      {printable(service, 100)} <span class="quiet">×{formatCount(count)}</span>
    </div>
  );
}

interface AtNodeProps extends PartProps {
  readonly node: MapNode;
  readonly place: PlacedNode;
}

export interface NodeCardProps extends AtNodeProps {
  /** The host of the node; a node within a block shows nothing else. */
  readonly subtitle: string;
  readonly expander: ExpanderProps | undefined;
}

/** The text under the name of a service. */
export function nodeSubtitle({ lane, group }: MapNode, level: LaneLevel): string {
  if (group) return groupWords(group);
  return lane && level !== 'service' ? laneSubtitle(lane, level) : '';
}

const unnamedTitle = ({ key, service, group }: MapNode): string =>
  group ? service : key || 'Senders that nothing names';

export function NodeCard({ node, place, subtitle, expander, tone, ...handlers }: NodeCardProps) {
  const { lane, service, group, colour } = node;
  const { options } = useDiagram();
  const { x, y, width, height, isNamed } = place;
  const isKnown = node.filter !== undefined;
  const title = lane ? laneTitle(lane, options.clock) : printable(unnamedTitle(node), 300);
  return (
    <div
      class={`map-node${tone}${group ? ' group' : ''}${isKnown ? '' : ' unknown'}${lane?.inferredFrom === undefined ? '' : ' inferred'}`}
      data-node={node.key}
      style={{
        width: `${width}px`,
        height: `${height}px`,
        left: `${x - width / 2}px`,
        top: `${y - height / 2}px`,
        '--lane-colour':
          colour === undefined
            ? 'var(--scope-dim)'
            : `var(--scope-lane-${Math.abs(colour) % laneColourCount})`,
      }}
      title={[title, printable(nodeSentence(node), 300), ...(isKnown ? [hint] : [])].join('\n')}
      {...handlers}
    >
      {expander && <Expander {...expander} />}
      {isNamed && <span class="map-node-service">{printable(service, 100)}</span>}
      {subtitle !== '' && <span class="map-node-host">{printable(subtitle, 100)}</span>}
    </div>
  );
}

const diamondPx = 4;
const stubPx = 16;

const stubEnd = ({ isNamed }: PlacedNode, { columnGapPx }: MapMeasures): number =>
  // Within a block the next column is close.
  isNamed ? stubPx : columnGapPx - 2 * diamondPx - 1;

/** Boxes of the stubs, right of their nodes. */
export const stubBoxes = (nodes: readonly MapNode[], places: Places): readonly Box[] =>
  nodes.flatMap(({ key, unheard }) => {
    const place = unheard && places.nodes.get(key);
    if (!place) return [];
    const width = stubEnd(place, places.measures) + 2 * diamondPx;
    return [{ ...place, x: place.x + (place.width + width) / 2, width }];
  });

/**
 * A stub for messages that nobody takes, as in the sequence: short, dotted, with a hollow diamond.
 */
export function UnheardStub({
  node,
  place,
  measures,
  tone,
  ...handlers
}: AtNodeProps & { readonly measures: MapMeasures }) {
  const x = place.x + place.width / 2;
  const y = place.y + place.height / 2 - 4;
  const end = x + stubEnd(place, measures);
  const count = node.unheard?.count ?? 0;
  return (
    <g class={`map-stub${tone}`} data-unheard={node.key} {...handlers}>
      <title>{`${formatCount(count)} that nobody took: notifications without a listener, or lost\n${hint}`}</title>
      <rect
        class="map-edge-reach"
        x={x}
        y={y - 8}
        width={end - x + 2 * diamondPx + 2}
        height={16}
      />
      <path class="map-stub-line" d={`M${x} ${y}H${end}`} />
      <path
        class="map-stub-end"
        d={`M${end} ${y}l${diamondPx} -${diamondPx}l${diamondPx} ${diamondPx}l-${diamondPx} ${diamondPx}Z`}
      />
    </g>
  );
}
