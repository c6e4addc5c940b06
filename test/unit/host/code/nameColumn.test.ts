import { expect, test } from 'vitest';
import { nameColumn } from '../../../../src/host/code/nameColumn';

test.each([
  ['    def attach_volume(self, context):', 'ComputeManager.attach_volume', 8],
  ['async  def  ping(self):', 'ping', 12],
  ['    return cctxt.call(ctxt, "attach_volume")', 'ComputeAPI.attach_volume', 4],
  ['    def other(self):', 'ComputeManager.attach_volume', 4],
  ['', 'x', 0],
])('in %j the cursor goes to column %#', (text, name, column) => {
  expect(nameColumn(text, name)).toBe(column);
});
