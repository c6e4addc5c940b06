import { signal } from '@preact/signals';
import { beforeEach, describe, expect, test } from 'vitest';
import { maxFilterLength } from '../../../../../src/core/filter/parse';
import { FilterControl } from '../../../../../webview/model/filter/filterControl';
import { ViewOptions } from '../../../../../webview/model/state/viewOptions';

let asked: unknown[][];
let options: ViewOptions;
let filter: FilterControl;
const lanes = {
  hidden: signal<readonly string[]>([]),
  hiddenCount: signal(0),
  showAll: () => undefined,
};
const mutedCount = signal(0);

beforeEach(() => {
  asked = [];
  options = new ViewOptions();
  lanes.hidden.value = [];
  lanes.hiddenCount.value = 0;
  mutedCount.value = 0;
  const ask =
    (name: string) =>
    (...args: unknown[]) => {
      asked.push([name, ...args]);
      return Promise.resolve();
    };
  filter = new FilterControl({
    memory: {
      setMuted: ask('setMuted'),
      addToHistory: ask('addToHistory'),
      saveFilter: ask('saveFilter'),
      manageFilters: ask('manageFilters'),
    },
    options,
    lanes,
    mutedCount,
    listFieldValues: () => Promise.resolve([]),
    report: () => undefined,
  });
});

describe('the text of the box', () => {
  test('is in force while it is valid; before that, the last valid text is', () => {
    filter.setText('status:failed');
    filter.setText('status:failed kind:clal');
    expect(filter.problems.value.map(({ from, to }) => [from, to])).toEqual([[19, 23]]);
    expect(filter.typed.value).toBe('status:failed kind:clal');
    expect(filter.rows.value.text).toBe('status:failed');
    filter.setText('');
    expect(filter.rows.value.text).toBe('');
  });

  test('is cut off at the host’s limit', () => {
    filter.setText('x'.repeat(maxFilterLength + 5));
    expect(filter.typed.value).toHaveLength(maxFilterLength);
  });

  test.each(['', '((((', '"', 'a:b:c', '\0', '🙂'.repeat(100), '-', '| |', 'latency:>>'])(
    '%j throws nothing',
    text => {
      filter.setText(text);
      filter.showOnly('method', text);
      filter.hide('service', text);
      expect(filter.problems.value).toEqual([]);
    },
  );

  test('marks rows instead of hiding the others when highlighting is on', () => {
    filter.setText('status:failed');
    options.toggleHighlight();
    expect(filter.rows.value).toMatchObject({ text: '', highlight: 'status:failed' });
    expect(filter.isFiltered.value).toBe(false);
    filter.setText('  ');
    expect(filter.rows.value.highlight).toBeUndefined();
  });
});

describe('a picked value', () => {
  test('replaces an earlier pick of the same field', () => {
    filter.setText('kind:call -method:x');
    filter.showOnly('method', 'build_instances');
    filter.showOnly('method', 'Instance.save');
    expect(filter.text.value).toBe('kind:call -method:x method:=Instance.save');
  });

  test('replaces its opposite', () => {
    filter.showOnly('service', 'nova-api');
    filter.hide('service', 'nova-api');
    expect(filter.text.value).toBe('-service:=nova-api');
    filter.showOnly('service', 'nova-api');
    expect(filter.text.value).toBe('service:=nova-api');
  });

  test('narrows alternatives as a whole', () => {
    filter.setText('kind:call | kind:cast');
    filter.hide('method', 'report_state');
    expect(filter.text.value).toBe('(kind:call | kind:cast) -method:=report_state');
  });

  test('may be any text', () => {
    filter.showOnly('method', 'evil" | kind:call (');
    expect(filter.problems.value).toEqual([]);
    expect(filter.text.value).toBe('method:="evil\\" | kind:call ("');
  });

  test('extends the text in force, not an invalid one', () => {
    filter.setText('kind:call');
    filter.setText('kind:call (');
    filter.hide('queue', 'scheduler');
    expect(filter.text.value).toBe('kind:call -queue:=scheduler');
  });
});

describe('muted methods', () => {
  beforeEach(() => filter.setMuted(['report_state']));

  test('are hidden, and further ones are added through the host', () => {
    expect(filter.rows.value.muted).toEqual(['report_state']);
    filter.mute('Service.update');
    filter.mute('report_state');
    expect(asked).toEqual([['setMuted', ['report_state', 'Service.update']]]);
  });

  test('can be shown in this tab, until another one is muted', () => {
    filter.clear();
    expect(filter.rows.value.muted).toEqual([]);
    const shown = filter.rows.value;
    filter.setMuted(['report_state']);
    expect(filter.rows.value).toBe(shown);
    filter.setMuted(['report_state', 'Service.update']);
    expect(filter.rows.value.muted).toEqual(['report_state', 'Service.update']);
  });
});

test('a filter is remembered once, and only when it is valid', () => {
  filter.known.value = { saved: [], history: ['status:failed'] };
  for (const text of ['', ' status:failed ', 'kind:clal', ' method:x ']) {
    filter.setText(text);
    filter.remember();
  }
  expect(asked).toEqual([['addToHistory', 'method:x']]);
});

test('rows are filtered by text, request, time, lanes and mutes, each alone', () => {
  const range = { fromMicros: 1, toMicros: 2 };
  const changes: readonly (readonly [() => unknown, () => unknown])[] = [
    [() => filter.setText('a'), () => filter.setText('')],
    [() => (filter.request.value = 'req-1'), () => (filter.request.value = undefined)],
    [() => (options.range.value = range), () => (options.range.value = undefined)],
    [
      () => ((lanes.hidden.value = ['nova-api']), (lanes.hiddenCount.value = 1)),
      () => ((lanes.hidden.value = []), (lanes.hiddenCount.value = 0)),
    ],
    [() => (mutedCount.value = 1), () => (mutedCount.value = 0)],
  ];
  for (const [apply, undo] of changes) {
    expect(filter.isFiltered.value).toBe(false);
    apply();
    expect(filter.isFiltered.value).toBe(true);
    undo();
  }
});

test('sorting applies to the table; the diagram stays in order of time', () => {
  options.sort.value = { column: 'latency', isDescending: true };
  expect(filter.rows.value.sort).toBeUndefined();
  const before = filter.rows.value;
  options.view.value = 'waterfall';
  expect(filter.rows.value).toBe(before);
  options.view.value = 'table';
  expect(filter.rows.value.sort).toEqual({ column: 'latency', isDescending: true });
});
