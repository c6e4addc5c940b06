import { CancellationError, l10n, window } from 'vscode';
import type { BrokerProfile } from '../brokers/profile';
import { addressOf } from '../brokers/profile';
import type { BrokerRef } from '../contributions';

/**
 * The broker that a command is for: the one it was given, else the only one there is, else the one
 * that the user picks.
 *
 * @throws {CancellationError} when the user leaves
 */
export async function pickBroker(
  candidates: readonly BrokerProfile[],
  given: BrokerRef | undefined,
  nothing: string,
): Promise<BrokerProfile> {
  const named = candidates.find(profile => profile.id === given?.profileId);
  if (named) return named;
  const [first, ...others] = candidates;
  if (!first) {
    void window.showInformationMessage(nothing);
    throw new CancellationError();
  }
  if (others.length === 0) return first;
  const items = candidates.map(profile => ({
    label: profile.name,
    description: `${addressOf(profile)} ${l10n.t('vhost {0}', profile.vhost)}`,
    profile,
  }));
  const picked = await window.showQuickPick(items, { placeHolder: l10n.t('Choose a broker') });
  if (!picked) throw new CancellationError();
  return picked.profile;
}
