/** Hand-written answers about the code behind spans. */
import type { CodeAnswer, CodePlace } from '../../src/protocol/code/codeApi';
import type { SpanCode } from '../../src/protocol/code/spanCode';

export const codePlace = (fields: Partial<CodePlace> = {}): CodePlace => ({
  file: '/src/nova/nova/scheduler/manager.py',
  folder: '/src/nova',
  path: 'nova/scheduler/manager.py',
  class: 'SchedulerManager',
  qualifiedName: 'SchedulerManager.select_destinations',
  line: 121,
  defLine: 121,
  bodyLine: 140,
  ...fields,
});

export const codeAnswer = (
  place: Partial<CodePlace> = {},
  doubt?: string,
  reasons: readonly string[] = ['topic scheduler is served in nova/cmd/scheduler.py:45'],
): CodeAnswer => ({ place: codePlace(place), reasons, doubt });

export const callerAnswer = (fields: Partial<CodePlace> = {}, doubt?: string): CodeAnswer =>
  codeAnswer(
    {
      file: '/src/nova/nova/scheduler/rpcapi.py',
      path: 'nova/scheduler/rpcapi.py',
      class: 'SchedulerAPI',
      qualifiedName: 'SchedulerAPI.select_destinations',
      line: 168,
      ...fields,
    },
    doubt,
    ['sends select_destinations to topic scheduler'],
  );

export const spanCode = (fields: Partial<SpanCode> = {}): SpanCode => ({
  kind: 'request',
  handlers: [codeAnswer()],
  versionMismatches: [],
  callers: [callerAnswer()],
  frames: [],
  index: { isIndexing: false, fileCount: 2801, done: 2801, total: 2801 },
  ...fields,
});

/** Code of another release: no handler takes the version of the call. */
export const mismatchedCode = (fields: Partial<SpanCode> = {}): SpanCode =>
  spanCode({
    handlers: [],
    versionMismatches: [codeAnswer({}, 'serves version 4.3, which does not take 4.5')],
    ...fields,
  });
