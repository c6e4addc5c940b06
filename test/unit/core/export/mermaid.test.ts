/** Tests diagrams as text against the part of Mermaid's grammar that the export uses. */
import { describe, expect, test } from 'vitest';
import type { DrawnRow } from '../../../../src/core/export/mermaid';
import { mermaid } from '../../../../src/core/export/mermaid';
import { messageKinds, spanStates } from '../../../../src/core/pairing/entities';

const row = (more: Partial<DrawnRow> = {}): DrawnRow => ({
  spanId: 1,
  kind: 'call',
  state: 'ok',
  atMicros: 0,
  isReadLater: false,
  sender: 'api',
  receivers: ['compute'],
  isDelivered: true,
  isRedelivered: false,
  publishCount: 1,
  isDeadLettered: false,
  label: 'get_console_output',
  latencyMicros: undefined,
  timeoutMillis: undefined,
  ...more,
});
const reply = (more: Partial<DrawnRow> = {}): DrawnRow =>
  row({ kind: 'reply', sender: 'compute', receivers: ['api'], label: '', ...more });

const lanes = ['api', 'conductor', 'compute'].map(key => ({ key }));

/** Matches text that the lexer reads as text only. */
const text = String.raw`(?:[^#;:<>%{}"'\`$\\&@|~*+^ﬂ¶\x00-\x1f]|#\d+;)+`;
const forms: Readonly<Record<string, RegExp>> = {
  title: new RegExp(`^  title (${text})$`),
  participant: new RegExp(`^  participant (p\\d+) as (${text})$`),
  arrow: new RegExp(`^  (p\\d+)(->>|-->>|-x|--x|-\\)|--\\))(p\\d+): (${text})$`),
  bar: /^ {2}(activate|deactivate) (p\d+)$/,
  note: new RegExp(`^  Note over (p\\d+(?:,p\\d+)?): (${text})$`),
};

/**
 * Parses a diagram as Mermaid would. Throws when a line matches no form, or names an unknown
 * participant.
 */
function read(diagram: string) {
  const [first, ...lines] = diagram.trimEnd().split('\n');
  expect(first).toBe('sequenceDiagram');
  const names = new Map<string, string>();
  const open = new Map<string, number>();
  const arrows: string[] = [];
  const notes: string[] = [];
  let title: string | undefined;
  const name = (id = '') => {
    expect(names.has(id), id).toBe(true);
    return names.get(id) ?? '';
  };
  for (const line of lines) {
    const [form, regExp] = Object.entries(forms).find(([, each]) => each.test(line)) ?? [];
    expect(form, line).toBeDefined();
    const parts = regExp?.exec(line) ?? [];
    const decoded = (at: number) => {
      const told = parts[at] ?? '';
      expect(told).not.toMatch(/(^|\s)end(\s|$)/i);
      return told.replace(/#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
    };
    if (form === 'title') title = decoded(1);
    if (form === 'participant') names.set(parts[1] ?? '', decoded(2));
    if (form === 'arrow') {
      arrows.push(`${name(parts[1])} ${parts[2] ?? ''} ${name(parts[3])}: ${decoded(4)}`);
    }
    if (form === 'note') {
      notes.push(`${(parts[1] ?? '').split(',').map(name).join(' to ')}: ${decoded(2)}`);
    }
    if (form === 'bar') {
      const count = (open.get(name(parts[2])) ?? 0) + (parts[1] === 'activate' ? 1 : -1);
      expect(count, line).toBeGreaterThanOrEqual(0);
      open.set(name(parts[2]), count);
    }
  }
  expect([...open.values()].every(count => count === 0)).toBe(true);
  return { title, names: [...names.values()], arrows, notes, bars: open.size };
}

test('a call and its reply are drawn with an activation between them', () => {
  const diagram = mermaid([row({ latencyMicros: 237_100 }), reply({ atMicros: 237_000 })], lanes, {
    title: 'nova: get console',
  });
  expect(diagram).toBe(`sequenceDiagram
  title nova#58; get console
  participant p1 as api
  participant p2 as compute
  p1->>p2: get_console_output
  activate p2
  p2-->>p1: reply (after 237.1 ms)
  deactivate p2
`);
  expect(read(diagram)).toMatchObject({ title: 'nova: get console', bars: 1 });
});

test.each<[string, Partial<DrawnRow>, string]>([
  ['a cast', { kind: 'cast' }, '-) compute: get_console_output'],
  ['a heartbeat', { kind: 'heartbeat', label: '' }, '--) compute: heartbeat'],
  ['a failure', { kind: 'failure', label: 'NoValidHost' }, '--x compute: NoValidHost'],
  [
    'an unanswered call',
    { state: 'unanswered', timeoutMillis: 60_000 },
    '-x compute: get_console_output (no reply within 60 s)',
  ],
  [
    'an unanswered call without a timeout',
    { state: 'unanswered' },
    '-x compute: get_console_output (no reply)',
  ],
  [
    'an undelivered cast',
    { kind: 'cast', state: 'undelivered', isDelivered: false },
    '-x compute: get_console_output (not taken)',
  ],
  [
    'an unrouted call',
    { state: 'unrouted', isDelivered: false, receivers: [] },
    '-x unknown: get_console_output (no queue is bound)',
  ],
  ['a pending call', { state: 'pending' }, '->> compute: get_console_output'],
  [
    'a late reply',
    { kind: 'reply', state: 'answeredLate', label: '' },
    '-->> compute: reply (too late)',
  ],
  [
    'a lost reply',
    { kind: 'reply', state: 'replyLost', label: '' },
    '--x compute: reply (not taken)',
  ],
  ['a second publish', { publishCount: 2 }, '->> compute: get_console_output (published twice)'],
  ['a second delivery', { isRedelivered: true }, '->> compute: get_console_output (redelivered)'],
  [
    'a dead letter',
    { kind: 'cast', state: 'undelivered', isDeadLettered: true, isDelivered: false },
    '-x compute: get_console_output (not taken, dead-lettered)',
  ],
])('%s is drawn', (_, more, expected) => {
  expect(read(mermaid([row(more)], lanes)).arrows).toEqual([`api ${expected}`]);
});

test('lanes keep their order, and lanes without a message are left out', () => {
  const rows = [row({ sender: 'compute', receivers: ['api'] }), row({ receivers: ['stranger'] })];
  expect(read(mermaid(rows, lanes)).names).toEqual(['api', 'compute', 'stranger']);
});

test('a notification or fanout without a receiver is a note', () => {
  const lone = { isDelivered: false, receivers: [] };
  const { arrows, notes, names } = read(
    mermaid(
      [
        row({ ...lone, kind: 'notification', label: 'instance.update' }),
        row({ ...lone, kind: 'fanout', state: 'unrouted' }),
      ],
      lanes,
    ),
  );
  expect(arrows).toEqual([]);
  expect(names).toEqual(['api']);
  expect(notes).toEqual([
    'api: instance.update (not taken)',
    'api: get_console_output (no queue is bound)',
  ]);
});

test('a fanout has an arrow to each of its receivers, and a note when there are too many', () => {
  const to = Array.from({ length: 25 }, (_, n) => `agent · cmp${n}`);
  const { arrows, notes } = read(mermaid([row({ kind: 'fanout', receivers: to })], lanes));
  expect(arrows).toHaveLength(20);
  expect(arrows[19]).toBe('api -) agent · cmp19: get_console_output');
  expect(notes).toEqual(['api: and to 5 more']);
});

test('a delivery whose publish is not in the capture comes from an unknown participant', () => {
  expect(read(mermaid([row({ sender: undefined })], lanes)).arrows).toEqual([
    'unknown ->> compute: get_console_output',
  ]);
});

test('activations are drawn only when begin and end are', () => {
  const without = [
    [row()],
    [reply()],
    [row(), reply({ sender: 'conductor' })],
    [row({ receivers: ['compute', 'conductor'] }), reply()],
    [row({ kind: 'cast' }), reply()],
    [row({ isDelivered: false }), reply()],
  ];
  for (const rows of without) expect(read(mermaid(rows, lanes)).bars).toBe(0);
  const nested = [
    row(),
    row({ spanId: 2, sender: 'compute', receivers: ['compute'] }),
    reply({ spanId: 2, receivers: ['compute'] }),
    reply(),
    reply(),
  ];
  expect(mermaid(nested, lanes).match(/ {2}activate p2/g)).toHaveLength(2);
  read(mermaid(nested, lanes));
});

test('an activation whose reply is beyond the limit is not begun', () => {
  const { bars, notes } = read(
    mermaid([row(), row({ spanId: 2 }), reply()], lanes, { maxMessages: 2 }),
  );
  expect(bars).toBe(0);
  expect(notes).toEqual(['api to compute: 1 more message is left out']);
});

test('long pauses get a note', () => {
  const rows = [0, 0.9, 3.2, 3, 140].map(at => row({ kind: 'cast', atMicros: at * 1e6 }));
  expect(read(mermaid(rows, lanes)).notes).toEqual([
    'api to compute: 2.3 s later',
    'api to compute: 2 min 17 s later',
  ]);
  expect(read(mermaid(rows, lanes, { gapMicros: 10e6 })).notes).toHaveLength(1);
});

test('times of reading make no pause', () => {
  const rows = [0, 3.2, 140].map(at =>
    row({ kind: 'cast', atMicros: at * 1e6, isReadLater: true }),
  );
  expect(read(mermaid(rows, lanes)).notes).toEqual([]);
});

test('only the requested number of messages is drawn, and the others are counted', () => {
  const rows = Array.from({ length: 700 }, (_, n) => row({ spanId: n, kind: 'cast' }));
  const drawn = read(mermaid(rows, lanes));
  expect(drawn.arrows).toHaveLength(500);
  expect(drawn.notes).toEqual(['api to compute: 200 more messages are left out']);
  const few = read(mermaid(rows, lanes, { maxMessages: 3, rowCount: 1_000 }));
  expect(few.arrows).toHaveLength(3);
  expect(few.notes).toEqual(['api to compute: 997 more messages are left out']);
});

test('the text is no longer than Mermaid accepts', () => {
  const rows = Array.from({ length: 500 }, (_, n) =>
    row({ spanId: n, kind: 'cast', label: `${n} ${'<'.repeat(100)}`, atMicros: n * 2e6 }),
  );
  const diagram = mermaid(rows, lanes);
  expect(diagram.length).toBeLessThan(50_000);
  const { arrows, notes } = read(diagram);
  expect(arrows.length).toBeGreaterThan(50);
  expect(notes.at(-1)).toBe(`api to compute: ${500 - arrows.length} more messages are left out`);
});

test('the text with its participants is no longer than Mermaid accepts', () => {
  const rows = Array.from({ length: 500 }, (_, n) =>
    row({ kind: 'fanout', receivers: Array.from({ length: 20 }, (__, m) => `agent-${n}-${m}`) }),
  );
  const diagram = mermaid(rows, lanes);
  expect(diagram.length).toBeLessThan(50_000);
  const { arrows, names } = read(diagram);
  expect(arrows.length).toBeGreaterThan(200);
  expect(names).toHaveLength(arrows.length + 1);
});

test('no rows at all give a valid diagram', () => {
  expect(read(mermaid([], lanes))).toMatchObject({ names: ['unknown'], arrows: [], notes: [] });
});

describe('text of messages is escaped', () => {
  test.each([
    ['end', 'end'],
    ['END', 'END'],
    ['an end of it', 'an end of it'],
    ['a\nend\r\n  b', 'a end b'],
    ['a;b', 'a;b'],
    ['#35; # x', '#35; # x'],
    ['%%{init: {"theme": "dark"}}%%', '%%{init: {"theme": "dark"}}%%'],
    ['<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['wrap: x', 'wrap: x'],
    ['p1->>p2: x', 'p1->>p2: x'],
    ['style a: #fff;', 'style a: #fff;'],
    ['$$x$$ `md` \\ @{ "type": "x" }', '$$x$$ `md` \\ @{ "type": "x" }'],
    ['ﬂ°°60¶ß &lt;', 'ﬂ°°60¶ß &lt;'],
    ['\u202eabc\u0000', '\ufffdabc\ufffd'],
    ['x'.repeat(200), `${'x'.repeat(80)}…`],
  ])('%j', (label, shown) => {
    const { names, arrows, title } = read(
      mermaid([row({ label, sender: label, receivers: [`${label} 2`] })], [{ key: label }], {
        title: label,
      }),
    );
    expect(arrows[0]).toContain(`: ${shown}`);
    expect(names[0]).toBe(shown);
    expect(title).toContain(shown.slice(0, 80));
  });

  test.each(['', ' ', '\n'])('an empty label (%j) is replaced by the kind', label => {
    expect(read(mermaid([row({ label, sender: label })], [], { title: label }))).toMatchObject({
      arrows: ['? ->> compute: call'],
      title: undefined,
    });
  });

  test('text is escaped in every kind and state', () => {
    const rows = messageKinds.flatMap(kind =>
      spanStates.flatMap(state =>
        [true, false].map(isDelivered =>
          row({ kind, state, isDelivered, label: 'end; #', isRedelivered: isDelivered }),
        ),
      ),
    );
    const { arrows, notes } = read(mermaid(rows, lanes));
    expect(arrows.length + notes.length).toBe(rows.length);
  });
});
