import { expect, test } from 'vitest';
import type { EditorGroup } from '../../../../src/host/code/codeColumn';
import { codeColumn } from '../../../../src/host/code/codeColumn';

const group = (column: number, fields: Partial<EditorGroup> = {}): EditorGroup => ({
  column,
  isActive: false,
  shows: 'text',
  files: [],
  ...fields,
});
const diagram = (column: number, fields: Partial<EditorGroup> = {}) =>
  group(column, { shows: 'diagram', isActive: true, ...fields });

test.each<[string, readonly EditorGroup[], number | undefined]>([
  ['beside the diagram, when there is nothing else', [diagram(1)], undefined],
  [
    'beside it also when the file is a hidden tab of its group',
    [diagram(1, { files: ['a'] })],
    undefined,
  ],
  ['in the group that has text', [diagram(1), group(2)], 2],
  ['in that group also on the left', [group(1), diagram(2)], 1],
  [
    'in the nearer of two groups, to the right at the same distance',
    [group(1), diagram(2), group(3)],
    3,
  ],
  ['in the group that has the file open', [diagram(1), group(2), group(3, { files: ['a'] })], 3],
  ['not over another diagram', [diagram(1), diagram(2, { isActive: false }), group(3)], 3],
  [
    'in a group that shows something else, before a new one is made',
    [diagram(1), group(2, { shows: 'other' })],
    2,
  ],
  ['in an empty group', [diagram(1), group(2, { shows: 'nothing' })], 2],
  [
    'where the focus is, when that is in text',
    [diagram(1, { isActive: false }), group(2, { isActive: true })],
    2,
  ],
])('code opens %s', (_name, groups, column) => {
  expect(codeColumn(groups, 'a')).toBe(column);
});
