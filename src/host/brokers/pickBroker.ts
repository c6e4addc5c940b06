/** Finds the broker that a command is for. */
import { CancellationError, window } from 'vscode';
import type { Connections } from './connections';
import type { BrokerProfile } from './profile';
import { addressOf } from './profile';
import type { ProfileStore } from './profileStore';
import type { BrokerRef } from '../../protocol/actions/arguments';
import { endWithNotice } from '../actions/endWithNotice';

/**
 * Picks among all brokers.
 *
 * @throws {CancellationError} when there is none, or the user cancels
 */
export const pickBroker = (
  profiles: ProfileStore,
  given: BrokerRef | undefined,
): Promise<BrokerProfile> =>
  pick(profiles.list(), given, {
    given: 'This broker was removed.',
    any: 'There is no broker yet: add one first.',
  });

/**
 * Picks among the connected brokers.
 *
 * @throws {CancellationError} when there is none, or the user cancels
 */
export const pickConnected = (
  profiles: ProfileStore,
  connections: Connections,
  given: BrokerRef | undefined,
): Promise<BrokerProfile> =>
  pick(
    profiles.list().filter(profile => connections.get(profile.id)),
    given,
    {
      given: 'This broker is not connected.',
      any: 'No broker is connected.',
    },
  );

/** @returns the given broker; without one, the only candidate, or the one that the user picks */
async function pick(
  candidates: readonly BrokerProfile[],
  given: BrokerRef | undefined,
  missing: { readonly given: string; readonly any: string },
): Promise<BrokerProfile> {
  if (given) {
    return (
      candidates.find(profile => profile.id === given.profileId) ?? endWithNotice(missing.given)
    );
  }
  const [first, ...others] = candidates;
  if (!first) return endWithNotice(missing.any);
  if (others.length === 0) return first;
  const items = candidates.map(profile => ({
    label: profile.name,
    description: `${addressOf(profile)} vhost ${profile.vhost}`,
    profile,
  }));
  const picked = await window.showQuickPick(items, { placeHolder: 'Choose a broker' });
  if (!picked) throw new CancellationError();
  return picked.profile;
}
