/** Decides which names hold secrets. */

/**
 * Words of oslo.utils (`_SANITIZE_KEYS` of oslo_utils/strutils.py), without those that contain
 * another one. As in oslo.utils, a name is secret when it contains one of them, in any case:
 * `console_token` and `encryption_secret_uuid` as well as `password`.
 */
const osloWords = [
  'adminpass',
  'admin_pass',
  'password',
  'new_pass',
  'secret',
  'sys_pswd',
  'token',
  'configdrive',
  'encrypted_key',
  'private_key',
  'fernetkey',
  'sslkey',
  'passphrase',
  'cephclusterfsid',
  'octaviaheartbeatkey',
  'rabbitcookie',
  'cephmanilaclientkey',
  'pacemakerremoteauthkey',
  'designaterndckey',
  'cephadminkey',
  'heatauthencryptionkey',
  'cephclientkey',
  'keystonecredential',
  'barbicansimplecryptokek',
  'cephrgwkey',
  'swifthashsuffix',
  'migrationsshkey',
  'cephmdskey',
  'cephmonkey',
  'chapsecret',
];

/** Names of further secrets in messages, and of keys that sign HTTP requests. */
const moreWords = ['hmac_key', 'key_data', 'authorization', 'x-auth-', 'x_auth_'];

/**
 * Names whose whole value is a secret, because secrets inside it cannot be told from other data.
 */
const wholes = ['service_catalog', 'user_data', 'injected_files', 'personality', 'connection_info'];

/**
 * - `plain`: the value is searched for secrets
 * - `secret`: the value is a secret; a mapping is searched instead
 * - `whole`: the value is a secret, whatever its type
 */
export type Secrecy = 'plain' | 'secret' | 'whole';

/** Source of a regular expression (flag `i`) that finds a word in a text. */
export const secretWord = [...osloWords, ...moreWords, ...wholes].join('|');

const secret = new RegExp([...osloWords, ...moreWords].join('|'), 'i');
const whole = new RegExp(wholes.join('|'), 'i');

export function secrecyOf(name: string): Secrecy {
  if (whole.test(name)) return 'whole';
  return secret.test(name) ? 'secret' : 'plain';
}
