import type { Playback } from '../../../src/protocol/playback';
import { formatDuration } from '../../../src/core/text/amounts';
import { formatInstant } from '../../../src/core/text/times';
import { speeds } from '../../model/playback/playbackControl';
import { Button, Select, Slider } from '../controls';
import { useDiagram } from '../context';
import { Icon } from '../icons';
import { handlePlaybackKey } from '../listKeys';
import './playbackBar.css';

const speedOptions = speeds.map(speed => ({ id: String(speed), title: `${speed}×` }));

/** The playhead's place in the capture, and the buttons of playback. */
export function PlaybackBar() {
  const diagram = useDiagram();
  const { playback } = diagram;
  const state = playback.state.value;
  if (!state) return null;
  const { beginMicros, endMicros, isPlaying, speed, shortensPauses } = state;
  const headMicros = Math.max(state.headMicros, beginMicros);
  return (
    <div
      class="playback"
      role="group"
      aria-label="Playback"
      onKeyDown={event => handlePlaybackKey(event, diagram)}
    >
      <div class="playback-buttons">
        <Button
          look="icon"
          label="Go to the Beginning"
          title="Go to the Beginning"
          onPress={() => playback.seek(beginMicros - 1)}
        >
          <Icon name="toStart" />
        </Button>
        <Button
          look="icon"
          label="Step Back One Row"
          title={'Step Back One Row (,)\n[ goes back to the span before'}
          onPress={() => void playback.step('row', -1)}
        >
          <Icon name="stepBack" />
        </Button>
        <Button
          class="playback-play"
          look="icon"
          label={isPlaying ? 'Pause' : 'Play'}
          title={isPlaying ? 'Pause (Space)' : 'Play (Space)'}
          onPress={() => playback.togglePlay()}
        >
          <Icon name={isPlaying ? 'pause' : 'resume'} />
        </Button>
        <Button
          look="icon"
          label="Step Forward One Row"
          title={'Step Forward One Row (.)\n] goes on to the next span'}
          onPress={() => void playback.step('row', 1)}
        >
          <Icon name="stepForward" />
        </Button>
        <Button
          look="icon"
          label="Go to Next Error"
          title="Go to Next Error (n)"
          onPress={() => void playback.step('error', 1)}
        >
          <Icon name="toError" />
        </Button>
      </div>
      <Slider
        label="Playhead"
        min={beginMicros}
        max={endMicros}
        value={headMicros}
        valueText={`${formatDuration(headMicros - beginMicros)} of ${formatDuration(endMicros - beginMicros)}`}
        title={formatInstant(headMicros)}
        marked={state.loop && [state.loop.fromMicros, state.loop.toMicros]}
        onValue={value => playback.seek(value)}
      />
      <span class="playback-time" title={formatInstant(headMicros)}>
        {formatDuration(headMicros - beginMicros)}
        <span class="quiet"> / {formatDuration(endMicros - beginMicros)}</span>
      </span>
      <Select
        label="Speed"
        options={speedOptions}
        value={String(speed)}
        onSelect={chosen => playback.setSpeed(Number(chosen))}
      />
      <LoopButtons state={state} />
      <Button
        class="playback-pauses"
        look={shortensPauses ? 'primary' : 'secondary'}
        isPressed={shortensPauses}
        title="Shorten pauses to 1 s"
        onPress={() => playback.toggleShortPauses()}
      >
        Shorten Pauses
      </Button>
      <Button
        look="icon"
        label="End Playback"
        title="End Playback: show the whole capture again"
        onPress={() => playback.end()}
      >
        <Icon name="close" />
      </Button>
    </div>
  );
}

function LoopButtons({ state }: { readonly state: Playback }) {
  const { playback } = useDiagram();
  return (
    <div class="playback-buttons">
      <Button
        look="icon"
        label="Set Loop Start"
        title="Set Loop Start: begin the loop at the playhead"
        onPress={() => playback.setLoopEnd('from')}
      >
        <Icon name="loopFrom" />
      </Button>
      <Button
        look="icon"
        label="Set Loop End"
        title="Set Loop End: end the loop at the playhead"
        onPress={() => playback.setLoopEnd('to')}
      >
        <Icon name="loopTo" />
      </Button>
      {state.loop && (
        <Button
          look="icon"
          label="Clear Loop"
          title="Clear Loop: play to the end again"
          onPress={() => playback.clearLoop()}
        >
          <Icon name="noLoop" />
        </Button>
      )}
    </div>
  );
}
