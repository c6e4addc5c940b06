import { defineActions } from './action';
import { isStoredDiagram } from './conditions';

export const playbackActions = defineActions({
  togglePlay: {
    id: 'rpcscope.playback.toggle',
    title: 'Toggle Playback',
    runsIn: 'diagram',
    palette: isStoredDiagram,
    keys: [{ key: 'Space', in: ['rows', 'player'], of: 'stored' }],
  },
  stepForward: {
    id: 'rpcscope.playback.stepForward',
    title: 'Step Forward One Row',
    runsIn: 'diagram',
    palette: false,
    keys: [{ key: '.', in: ['rows', 'player'], of: 'stored' }],
  },
  stepBack: {
    id: 'rpcscope.playback.stepBack',
    title: 'Step Back One Row',
    runsIn: 'diagram',
    palette: false,
    keys: [{ key: ',', in: ['rows', 'player'], of: 'stored' }],
  },
  nextSpan: {
    id: 'rpcscope.playback.nextSpan',
    title: 'Step to Next Span',
    runsIn: 'diagram',
    palette: false,
    keys: [{ key: ']', in: ['rows', 'player'], of: 'stored' }],
  },
  previousSpan: {
    id: 'rpcscope.playback.previousSpan',
    title: 'Step to Previous Span',
    runsIn: 'diagram',
    palette: false,
    keys: [{ key: '[', in: ['rows', 'player'], of: 'stored' }],
  },
  playToNextError: {
    id: 'rpcscope.playback.nextError',
    title: 'Move Playhead to Next Error',
    runsIn: 'diagram',
    palette: isStoredDiagram,
  },
  playFaster: {
    id: 'rpcscope.playback.faster',
    title: 'Play Faster',
    runsIn: 'diagram',
    palette: isStoredDiagram,
  },
  playSlower: {
    id: 'rpcscope.playback.slower',
    title: 'Play Slower',
    runsIn: 'diagram',
    palette: isStoredDiagram,
  },
  loopFromHere: {
    id: 'rpcscope.playback.loopFromHere',
    title: 'Set Loop Start',
    runsIn: 'diagram',
    palette: false,
  },
  loopToHere: {
    id: 'rpcscope.playback.loopToHere',
    title: 'Set Loop End',
    runsIn: 'diagram',
    palette: false,
  },
  clearLoop: {
    id: 'rpcscope.playback.clearLoop',
    title: 'Clear Loop',
    runsIn: 'diagram',
    palette: false,
  },
  toggleShortPauses: {
    id: 'rpcscope.playback.toggleShortPauses',
    title: 'Toggle Shortening of Pauses',
    runsIn: 'diagram',
    palette: isStoredDiagram,
  },
  endPlayback: {
    id: 'rpcscope.playback.end',
    title: 'End Playback',
    runsIn: 'diagram',
    palette: isStoredDiagram,
  },
});
