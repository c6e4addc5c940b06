/** Tests how well names of topics and programs match places in the code. */
import { describe, expect, test } from 'vitest';
import { affinity, isOfProject, wordsOf } from '../../../../src/core/code/affinity';
import type { SourceFile } from '../../../../src/core/code/sourceIndex';
import { classesOf } from '../../../../src/core/code/sourceIndex';
import { indexOfTexts } from '../../../support/pythonSources';

async function fileOf(path: string, text = ''): Promise<SourceFile> {
  const index = await indexOfTexts({ [path]: text });
  const [file] = index.filesAt(path);
  if (!file) throw new Error(`no file ${path}`);
  return file;
}

describe('a name', () => {
  test.each([
    ['cinder-volume', 'cinder/volume/manager.py', 1],
    ['cinder-volume.ctl1@lvm', 'cinder/volume/manager.py', 1],
    ['compute', 'nova/compute/manager.py', 1],
    ['nova-compute', 'nova/compute/manager.py', 1],
    ['compute', 'nova/conductor/manager.py', 0],
    ['neutron-dhcp-agent', 'neutron/agent/dhcp/agent.py', 1],
    ['neutron-l3-agent', 'neutron/agent/dhcp/agent.py', 0],
    ['neutron-openvswitch-agent', 'neutron/plugins/ml2/drivers/openvswitch/agent/a.py', 1],
    ['ironic.conductor_manager', 'ironic/conductor/manager.py', 1],
    ['heat-engine-listener', 'heat/engine/service.py', 0.5],
    // Words that do not identify a place.
    ['nova', 'nova/compute/manager.py', 0],
    ['q-plugin', 'neutron/plugins/ml2/plugin.py', 0],
    ['nova-api', 'nova/api/manager.py', 0],
    ['', 'nova/compute/manager.py', 0],
  ])('%s: its affinity to %s is %d', async (name, path, expected) => {
    expect(affinity(name, await fileOf(path))).toBe(expected);
  });

  test('matches a class by its own name too', async () => {
    const file = await fileOf('heat/engine/service.py', 'class EngineListener: pass\n');
    const [listener] = classesOf(file);
    expect(affinity('heat-engine-listener', file, listener)).toBe(1);
  });

  test.each([
    ['heat-engine_listener.X', ['heat', 'engine', 'listener', 'x']],
    ['EngineListener', ['engine', 'listener']],
    ['L3NATAgent', ['l3', 'natagent']],
    ['--', []],
  ])('%s has the words %j', (name, words) => {
    expect(wordsOf(name)).toEqual(words);
  });
});

describe('the question whether a message belongs to a project', () => {
  const known =
    (...names: string[]) =>
    (name: string) =>
      names.includes(name);

  test.each([
    // Exchange, programs, projects of the index, whether it is nova's
    ['nova', [], ['nova'], true],
    ['heat', [], ['nova', 'heat'], false],
    ['heat', ['nova-api'], ['nova', 'heat'], true],
    ['openstack', [], ['nova'], undefined],
    ['openstack', ['nova-compute'], ['nova'], true],
    ['openstack', ['cinder-volume'], ['nova', 'cinder'], false],
    // Nothing is known of a project without sources: the message may belong to nova under another
    // name.
    ['openstack', ['cinder-volume'], ['nova'], undefined],
    ['heat', [], ['nova'], undefined],
    // When exchange and program have one name, the message belongs to that name.
    ['heat', ['heat-api'], ['nova'], false],
    ['heat', ['mini-compute'], ['nova'], undefined],
    ['', [], ['nova'], undefined],
  ] as const)(
    'exchange %j, programs %j, an index of %j: nova’s: %s',
    async (exchange, programs, projects, expected) => {
      const file = await fileOf('nova/compute/manager.py');
      const ends = { exchange, senders: programs };
      expect(isOfProject(file, ends, known(...projects))).toBe(expected);
      expect(isOfProject(file, { ...ends, receivers: programs }, known(...projects))).toBe(
        expected,
      );
    },
  );

  test('receivers identify the project better than senders', async () => {
    const file = await fileOf('minicloud/compute.py');
    const ends = { exchange: 'nova', senders: ['nova-api'], receivers: ['mini-compute'] };
    expect(isOfProject(file, ends, () => false)).toBeUndefined();
    expect(isOfProject(file, { ...ends, receivers: ['nova-compute'] }, () => false)).toBe(false);
    expect(isOfProject(file, { ...ends, receivers: [] }, () => false)).toBe(false);
  });

  test.each([
    ['neutron_fwaas/services/plugin.py', 'neutron', true],
    ['networking_bgpvpn/neutron/services/plugin.py', 'neutron', true],
    ['ironic_inspector/manager.py', 'ironic', true],
    ['neutronclient/client.py', 'neutron', undefined],
    ['nova/network/neutron.py', 'neutron', undefined],
  ])('%s on exchange %s: %s', async (path, exchange, expected) => {
    expect(isOfProject(await fileOf(path), { exchange, senders: [] }, () => false)).toBe(expected);
  });
});
