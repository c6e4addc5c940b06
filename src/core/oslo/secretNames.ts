/** Which names stand for secrets. */

/**
 * Words of oslo.utils (`_SANITIZE_KEYS` of oslo_utils/strutils.py), less those that contain another
 * one. As there, a name is secret that contains one of them, in any case: `console_token` and
 * `encryption_secret_uuid` as well as `password`.
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

/** Other secrets that messages carry, and keys that HTTP requests are signed with. */
const moreWords = ['hmac_key', 'key_data', 'authorization', 'x-auth-', 'x_auth_'];

/** Secret as a whole, with all that is in it: what cannot be told apart from secrets inside. */
const wholes = ['service_catalog', 'user_data', 'injected_files', 'personality', 'connection_info'];

/**
 * - `plain`: its value is looked through
 * - `secret`: its value is a secret, unless it is a mapping, which is looked through
 * - `whole`: whatever it is, it is a secret
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
