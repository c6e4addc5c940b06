import * as v from 'valibot';
import type { Memento, SecretStorage } from 'vscode';
import { Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/emitter';
import type { FieldsOf } from '../../protocol/schemas';
import type { BrokerDraft, BrokerProfile, BrokerSecrets } from './profile';
import { isProfile, joinSecrets, splitSecrets } from './profile';

const profilesKey = 'brokers';
const secretKey = (id: string) => `broker.${id}`;

/** Stores the user's brokers: profiles in global state, passwords in secret storage. */
export class ProfileStore extends Disposable {
  private readonly changed = this.register(new Emitter<undefined>());
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly state: Pick<Memento, 'get' | 'update'>,
    private readonly secrets: Pick<SecretStorage, 'get' | 'store' | 'delete'>,
  ) {
    super();
  }

  /** Reads the state at each call, because other windows write there too. */
  list(): readonly BrokerProfile[] {
    const stored = this.state.get<unknown>(profilesKey);
    return Array.isArray(stored) ? stored.filter(isProfile) : [];
  }

  get(id: string): BrokerProfile | undefined {
    return this.list().find(profile => profile.id === id);
  }

  /** @returns the profile with its passwords, or `undefined` when either is gone */
  async readDraft(id: string): Promise<BrokerDraft | undefined> {
    const profile = this.get(id);
    const secrets = parseSecrets(await this.secrets.get(secretKey(id)));
    if (!profile || secrets?.hosts.length !== profile.hosts.length) return undefined;
    return joinSecrets(profile, secrets);
  }

  /** Adds the broker, or replaces the broker with the same id. */
  async save(draft: BrokerDraft): Promise<void> {
    const [profile, secrets] = splitSecrets(draft);
    await this.secrets.store(secretKey(profile.id), JSON.stringify(secrets));
    const profiles = this.list();
    const isKnown = profiles.some(each => each.id === profile.id);
    await this.write(
      isKnown
        ? profiles.map(each => (each.id === profile.id ? profile : each))
        : [...profiles, profile],
    );
  }

  async remove(id: string): Promise<void> {
    await this.write(this.list().filter(profile => profile.id !== id));
    await this.secrets.delete(secretKey(id));
  }

  private async write(profiles: readonly BrokerProfile[]): Promise<void> {
    await this.state.update(profilesKey, profiles);
    this.changed.fire(undefined);
  }
}

const secretsSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    hosts: v.array(v.string()),
    management: v.exactOptional(v.string()),
  } satisfies FieldsOf<BrokerSecrets>),
);

function parseSecrets(text: string | undefined): BrokerSecrets | undefined {
  const secrets = v.safeParse(secretsSchema, text);
  return secrets.success ? secrets.output : undefined;
}
