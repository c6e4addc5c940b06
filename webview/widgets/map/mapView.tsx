import { useSignal } from '@preact/signals';
import { printable } from '../../../src/core/base/printable';
import { zoomedAt } from '../../layout/panZoom';
import type { TrafficMap } from '../../layout/trafficGraph';
import { trafficMap } from '../../model/map/trafficMap';
import { plural } from '../../../src/core/text/amounts';
import { Button } from '../controls';
import { useDiagram } from '../context';
import { useDrillDown } from '../statistics/drillDown';
import { Icon } from '../icons';
import { TrafficPicture } from './trafficPicture';
import { useMapCamera } from './mapCamera';
import { ViewHead } from '../statistics/viewHead';
import { CountingPage } from '../statistics/countingPage';
import './mapView.css';

const zoomStep = 1.25;

/** The map of who talks to whom: how much, how fast, and how many failures. */
export function MapView() {
  const diagram = useDiagram();
  const drill = useDrillDown();
  const camera = useMapCamera();
  /** Counter that is incremented to lay out the map anew. */
  const arrangements = useSignal(0);
  const { statistics: answer } = diagram.aggregates;
  const error = answer.error.value;
  const counted = answer.value.value;
  if (counted?.grouping !== 'pair') return <CountingPage answer={answer} />;
  const { laneLevel, openServices } = diagram.options;
  const map = trafficMap(
    counted.lines,
    diagram.lanes.byKey.value,
    laneLevel.value,
    openServices.value,
  );
  const zoom = (factor: number) => {
    const { width, height } = camera.room.value;
    camera.move(zoomedAt(camera.view.value, factor, { x: width / 2, y: height / 2 }));
  };
  const buttons = (
    <>
      <Button
        title="Reset Layout"
        onPress={() => {
          arrangements.value++;
          camera.fit();
        }}
      >
        Arrange
      </Button>
      <Button title="Show the Whole Map (0)" onPress={() => camera.fit()}>
        Fit
      </Button>
      <Button look="icon" label="Zoom Out" title="Zoom Out (-)" onPress={() => zoom(1 / zoomStep)}>
        <Icon name="zoomOut" />
      </Button>
      <Button look="icon" label="Zoom In" title="Zoom In (+)" onPress={() => zoom(zoomStep)}>
        <Icon name="zoomIn" />
      </Button>
    </>
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === '+' || event.key === '=') zoom(zoomStep);
    else if (event.key === '-') zoom(1 / zoomStep);
    else if (event.key === '0') camera.fit();
    else if (event.key === 'Escape') drill.back();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="map-view" onKeyDown={onKeyDown}>
      <ViewHead drill={drill} words={mapWords(map, counted.unlistedCount)} buttons={buttons} />
      {error !== undefined && <p class="notice warn">{printable(error, 600)}</p>}
      {map.nodes.length === 0 ? (
        <div class="empty-page">
          <p>Nobody talks to anybody here: the rows hold no call, cast, fanout or notification.</p>
          <Button look="primary" onPress={() => drill.showRows()}>
            Show Rows
          </Button>
        </div>
      ) : (
        <TrafficPicture
          map={map}
          camera={camera}
          arrangement={arrangements.value}
          onPick={filter => drill.pick(filter)}
        />
      )}
    </div>
  );
}

function mapWords({ nodes, edges, hiddenCount }: TrafficMap, unlistedCount: number): string {
  const laneCount = nodes.reduce((sum, { group }) => sum + (group?.laneCount ?? 1), 0);
  const words = [plural(laneCount, 'lane'), plural(edges.length, 'connection')];
  const notDrawn = hiddenCount + unlistedCount;
  if (notDrawn > 0) words.push(`${plural(notDrawn, 'quieter one')} not drawn`);
  return words.join(' · ');
}
