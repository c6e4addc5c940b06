import { expect, test } from 'vitest';
import type { BrokerDraft } from '../../../../src/host/brokers/profile';
import { ProfileStore } from '../../../../src/host/brokers/profileStore';
import { MemorySecrets, MemoryState } from '../memento';

const draft: BrokerDraft = {
  id: 'b1',
  name: 'devstack',
  hosts: [
    { hostname: 'ctl1', port: 5672, username: 'one', password: 'first-secret' },
    { hostname: 'ctl2', port: 5673, username: 'two', password: 'second-secret' },
  ],
  vhost: '/',
  tls: { caFile: '/etc/ca.pem' },
  managementUrl: 'http://ctl1:15672',
  managementCredentials: { username: 'admin', password: 'third-secret' },
  keepSecrets: false,
};

const store = () => {
  const state = new MemoryState();
  const secrets = new MemorySecrets();
  return { state, secrets, profiles: new ProfileStore(state, secrets) };
};

test('a broker comes back as it was saved', async () => {
  const { profiles } = store();
  await profiles.save(draft);
  expect(await profiles.readDraft('b1')).toEqual(draft);
});

test('passwords are in secret storage and nowhere else', async () => {
  const { profiles, state, secrets } = store();
  await profiles.save(draft);
  expect(state.text).not.toMatch(/secret|password/u);
  expect([...secrets.entries.values()].join()).toMatch(
    /first-secret.*second-secret.*third-secret/u,
  );
});

test('extra fields of a draft do not reach the profile', async () => {
  const { profiles, state } = store();
  const wider = { ...draft, password: 'stray-secret', url: 'amqp://u:stray-secret@h' };
  await profiles.save(wider);
  expect(state.text).not.toContain('stray-secret');
});

test('saving again replaces the broker in its place', async () => {
  const { profiles } = store();
  await profiles.save(draft);
  await profiles.save({ ...draft, id: 'b2', name: 'other' });
  await profiles.save({ ...draft, name: 'renamed' });
  expect(profiles.list().map(({ name }) => name)).toEqual(['renamed', 'other']);
});

test('removing a broker forgets its passwords', async () => {
  const { profiles, secrets } = store();
  await profiles.save(draft);
  await profiles.remove('b1');
  expect(profiles.list()).toEqual([]);
  expect(secrets.entries.size).toBe(0);
});

test.each([
  undefined,
  '',
  'no json',
  'null',
  '{}',
  '{"hosts":7}',
  '{"hosts":[1,2]}',
  '{"hosts":["of one host only"]}',
])('a secret of %j reads as a broker without its passwords', async text => {
  const { profiles, secrets } = store();
  await profiles.save(draft);
  if (text === undefined) secrets.entries.clear();
  else secrets.entries.set('broker.b1', text);
  expect(await profiles.readDraft('b1')).toBeUndefined();
  expect(profiles.get('b1')?.name).toBe('devstack');
});

test('a stored value that is no profile is skipped', async () => {
  const { profiles, state } = store();
  await profiles.save(draft);
  const [good] = profiles.list();
  const noHosts = { ...good, hosts: [] };
  const wrong = [
    { ...good, hosts: [{}] },
    { ...good, id: '../elsewhere' },
    { ...good, managementUrl: 7 },
    { ...good, tls: 'yes' },
    { ...good, keepSecrets: 'no' },
  ];
  await state.update('brokers', [null, 7, {}, noHosts, ...wrong, good]);
  expect(profiles.list()).toEqual([good]);
  await state.update('brokers', 'nonsense');
  expect(profiles.list()).toEqual([]);
});
