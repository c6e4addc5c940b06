import type { Strand } from '../../layout/mapEdges';
import type { PlacedLabel } from '../../layout/mapLabels';
import { labelHeightPx, middleOf } from '../../layout/mapLabels';
import type { Places, Subtitles } from '../../layout/mapLayout';
import { edgeId, groupId, nodeId, unheardId } from '../../model/map/mapWalk';
import type { MapNode, ServiceGroup, TrafficMap } from '../../layout/trafficGraph';
import { useDiagram } from '../context';
import type { ExpanderProps } from './mapMarks';
import { BlockTitle, EdgeLine, NodeCard, TrafficLabel, UnheardStub, labelWidth } from './mapMarks';

export interface MapDrawingProps {
  readonly map: TrafficMap;
  readonly places: Places;
  readonly subtitles: Subtitles;
  readonly strands: readonly Strand[];
  readonly labels: readonly PlacedLabel[];
  /** Ids of the highlighted items; `undefined` when nothing is highlighted. */
  readonly lit: ReadonlySet<string> | undefined;
  /** Id of the item that is pointed at or focused, and that the highlighting is about. */
  readonly emphasis: string | undefined;
  /** Id of the item with the keyboard's focus. */
  readonly focused: string | undefined;
  readonly onHover: (id: string | undefined) => void;
  readonly onClick: (id: string) => void;
}

/** Draws edges, then the nodes over them, then labels. */
export function MapDrawing(props: MapDrawingProps) {
  const { map, places, strands, labels, lit, emphasis, focused, onHover, onClick } = props;
  const isLive = useDiagram().capture.isLive.value;
  const pointed = strands
    .flatMap(({ curves }) => curves)
    .find(({ edge }) => edgeId(edge.key) === emphasis);

  const tone = (id: string) => `${lit?.has(id) ? ' lit' : ''}${focused === id ? ' focused' : ''}`;
  const part = (id: string) => ({
    tone: tone(id),
    onPointerEnter: () => onHover(id),
    onPointerLeave: () => onHover(undefined),
    onClick: () => onClick(id),
  });
  return (
    <>
      <svg class="map-edges" width="1" height="1">
        {strands.map(({ curves }) =>
          curves.map(curve => (
            <EdgeLine key={curve.edge.key} curve={curve} {...part(edgeId(curve.edge.key))} />
          )),
        )}
        {map.nodes.map(node => {
          const place = places.nodes.get(node.key);
          if (!node.unheard || !place) return null;
          return (
            <UnheardStub
              key={node.key}
              node={node}
              place={place}
              measures={places.measures}
              {...part(unheardId(node.key))}
            />
          );
        })}
      </svg>
      <Nodes
        map={map}
        places={places}
        subtitles={props.subtitles}
        part={part}
        expanderOf={group => ({
          group,
          tone: tone(groupId(group.service)),
          onToggle: () => onClick(groupId(group.service)),
        })}
      />
      <svg class="map-labels" width="1" height="1">
        {labels.map(box => {
          const edges = edgesOf(box.strand);
          const isLit = edges.some(({ key }) => lit?.has(edgeId(key)));
          const isOwn = edges.length === 1 && edges[0]?.key === pointed?.edge.key;
          // While an edge is pointed at, hide the labels of the other highlighted edges.
          if (isLit && pointed && !isOwn) return null;
          return (
            <TrafficLabel
              key={box.strand.key}
              edges={edges}
              box={box}
              isLive={isLive}
              tone={isLit ? ' lit' : ''}
            />
          );
        })}
        {pointed && !labels.some(({ strand }) => isAlone(strand, pointed.edge.key)) && (
          <TrafficLabel
            edges={[pointed.edge]}
            box={{
              ...middleOf(pointed.points),
              width: labelWidth([pointed.edge], isLive),
              height: labelHeightPx,
            }}
            isLive={isLive}
            tone=" lit"
          />
        )}
      </svg>
    </>
  );
}

export const edgesOf = ({ curves }: Strand) => curves.map(({ edge }) => edge);

const isAlone = ({ curves }: Strand, key: string): boolean =>
  curves.length === 1 && curves[0]?.edge.key === key;

interface NodesProps {
  readonly map: TrafficMap;
  readonly places: Places;
  readonly subtitles: Subtitles;
  readonly part: (
    id: string,
  ) => Omit<Parameters<typeof NodeCard>[0], 'node' | 'place' | 'subtitle' | 'expander'>;
  readonly expanderOf: (group: ServiceGroup) => ExpanderProps;
}

function Nodes({ map, places, subtitles, part, expanderOf }: NodesProps) {
  const open = new Map(
    map.groups.filter(({ isOpen }) => isOpen).map(group => [group.service, group]),
  );
  const blocks = new Map<number, MapNode[]>();
  for (const node of map.nodes) {
    const block = places.nodes.get(node.key)?.block ?? -1;
    blocks.set(block, [...(blocks.get(block) ?? []), node]);
  }
  return [...blocks].map(([at, nodes]) => {
    const block = places.blocks[at];
    if (!block) return null;
    const group = open.get(block.service);
    return (
      <>
        {block.titlePx > 0 && (
          <BlockTitle
            key={`title ${at}`}
            block={block}
            count={nodes.length}
            expander={group && expanderOf(group)}
          />
        )}
        {nodes.map(node => {
          const place = places.nodes.get(node.key);
          return (
            place && (
              <NodeCard
                key={node.key}
                node={node}
                place={place}
                subtitle={subtitles.get(node.key) ?? ''}
                expander={node.group && expanderOf(node.group)}
                {...part(nodeId(node.key))}
              />
            )
          );
        })}
      </>
    );
  });
}
