/**
 * Decides which names hold secrets. A name is secret when it holds a secret's word, unless its first
 * or last word says that the value is something about the secret (`has_password`,
 * `password_expires_at`, `token_ttl`, `secret_ref`).
 *
 * Sources: `_SANITIZE_KEYS` of oslo_utils/strutils.py, without `secret_uuid`, which is an identifier,
 * and the names that services use besides: ironic's `driver_info`, cinder's `provider_auth`, Octavia's
 * `heartbeat_key`, Swift's temporary URLs, VPNaaS's `psk`, magnum's `ca_key`, Ceph's `keyring`.
 */
import type { JsonValue } from '../base/json';
import { isJsonObject } from '../base/json';
import { remembered } from '../base/remembered';
import { anyOf } from './anyOf';
import { words, wordsOf } from './nameWords';

const secretWords = words(`
  password passwords passwd passwds pwd pswd passphrase passphrases passcode
  secret secrets token tokens credential credentials cred creds cookie cookies
  passw passwrd pasword pssword psswd passwort kennwort contrasena senha mdp heslo wachtwoord losenord haslo salasana
  adgangskode passord lozinka puk
  pw psk otp otps jwt bearer sig kek mkek dek cak hmac pkcs keytab tsig xsrf connstr
  keyring keyrings kubeconfig authorization apikey apikeys
  adminpass newpass userpass privatekey accesskey authkey hmackey sshkey
  userdata personality configdrive
  fernetkey sslkey cephclusterfsid octaviaheartbeatkey rabbitcookie cephmanilaclientkey
  pacemakerremoteauthkey designaterndckey cephadminkey heatauthencryptionkey cephclientkey
  keystonecredential barbicansimplecryptokek cephrgwkey swifthashsuffix migrationsshkey cephmdskey
  cephmonkey
  psw passkey passkeys pkey basicauth proxyauth sessid authcode preshared authtok passe motdepasse
  masterauth csrf dockercfg dockerconfig dockerconfigjson mnemonic plaintext cleartext nthash lmhash ntlmhash
  cookiejar secureon pepper ksk zsk
`);

/** Words of which the name's last ones are a secret only together. */
const secretPhrases = new RegExp(
  `_(?:${[
    '(?:access|account|api|auth|encryption|fernet|master|priv|private|recovery|root|secret|signing|ssh|ssl|tls|unseal)_keys',
    'key_?(?:file_)?(?:blob|contents?|data|material|payload|pem)',
    '(?:basic|chap|discovery|http|iscsi|provider|proxy|registry|sst|x)_auth',
    '(?:read|ro|rw|snmp|write)_comm|(?:login|session)_(?:handle|string)|challenge_response',
    '(?:auth|pake|pkce|scram|spake|srp)_verifier|[a-z]+_(?<!_(?:filter|match|query|search)_)phrase|wpa_sae',
    'cha_?p_?info|saml_?(?:response|assertion)|client_assertion|(?:code|oauth)_verifier|auth_sid|crypt_hash|security_answer',
    '[jd]?session_?ids?|sess_ids?|phpsessid|soap_session|shib_?session',
    'x_(?:[a-z]+_)?session|auth_receipt|mot_de_passe|bgp_md|macsec_ckn|mka_ckn',
    'conn(?:ection)?_str(?:ing)?|slack_webhook|ssh_host_key|cypher_text',
    '(?:auth|console|kerberos|login|mks|service|session|spice|vnc|webmks)_ticket',
    'auth(?:entication)?_(?:blob|data|info|material|param(?:eter)?s|response|string|value)|docker_(?:auth(?:_config)?|config(?:_json)?)',
    '(?:argon|bcrypt|crypt|hashed|lm|mysql|nt|ntlm|pass|pbkdf|scram|scrypt|shadow|unix|yescrypt)_hash(?:es)?|ntlm_?(?:v_)?response',
    '(?:authenticator|hotp|hsm|key|master|mfa|otp|recovery|token|totp|tfa|wallet)_seeds?|seed_phrase',
    '(?:hotp|mfa|tfa|totp)_(?:code|key|pin|secret|value)',
    '(?:crypto|hsm|luna|p|partition|slot|so|token)_login',
    'x_amz_signature',
    'hash_(?:path_)?(?:prefix|suffix)',
    'user_data|injected_files?|connection_info|service_catalog',
    'ipmi|snmp',
    'pass_(?:word|phrase|code)s?',
    '(?:dsa|ecdsa|ed|gpg|keys?|rsa|ssh|wg|wireguard|x|zsk|ksk)_priv(?:ate)?',
    'private_(?:bytes|data|exponent|material|part|value)|process_input|stdin_data',
  ].join('|')})_`,
);

/**
 * Words before `key` that make it a name, an index or something public. A key of anything else is
 * taken for a cryptographic one: services call theirs `heartbeat_key`, `ca_key`, `swift_store_key`.
 */
const harmlessKeys = words(`
  aggregate alarm attribute authorized binding cache candidate capability composite config correlation count
  dedup device dict dictionary error event extra field filter flavor foreign group hash header host idempotency
  image index input item job json label last limit lock lookup map marker member message meta metadata metric missing name
  natural next node object option order output page parameter param parent partition position primary property
  public queue quota region registry reservation resource result role route router routing row rule search service
  setting shard snapshot sort spec specs stack start state subject tag task template tenant topic trait translation
  tunnel type unique value weight
`);

/** Words before `pin` that are parts of a computer. Of anything else, it is the number of a token or card. */
const harmlessPins = words(
  'address board chip connector core cpu emulator gpio interrupt io iothread led map mem memory numa pci pcpu reset thread vcpu',
);

/** First words of names that ask a question about a secret: `has_password`. */
const questions = words(
  'allow allows are can had has have is must need needs require requires should was were',
);
/** Matches names of rates and quotas: `tokens_per_second`. */
const rate = /_tokens?_per_/;
/** Matches names of what a service tells about a machine or its certificate, and of references to secrets. */
const harmlessNames =
  /^_(?:(?:[a-z]+_)*(?:ipmi|snmp)_(?:[a-z]+_)*(?:cipher_suite|contact|firmware|location|sensors?|sysdescr|receiver|vendor)|(?:.*_)?cert_hash|(?:.*_)?bgp_community|image_pull_secrets?|encrypt_key_secret|(?:first|second|third|erase)_pass)_$/;

/** Last words of names whose value tells something about a secret, and is none. */
const harmlessLastWords = words(`
  age algorithm algorithms allowed at attempts audience available backend bind bits bytes cached
  changed channel cipher class code complexity count created date days default_ttl description
  desc dir directory disabled domain driver enabled encoding endpoint engine expiration expire expired expires
  expiry failures file filename format group header hint history hours href index int interval invalid
  issued issuer iterations kind label len length less level lifetime limit lockout manager max
  method methods min minutes mode name names needed num number optional order outlet owner path
  pattern period plugin policies policy port position project prot proto protocol provider quota
  realm ref refs regex required reset retries retry revoked role roles rounds rule rules schema
  scope seconds size state status strength support supported timeout timestamp time timedelta
  ttl type types updated uri url usage used user username users uuid uuids valid validity version
  versions store stores window before after until since address bridging security context second bucket
  configured enforced exist exists mismatch missing present provided stdin verified region vgpu
`);

/** Words that end as a password's name does: `dbpass`, `rootpw`. */
const secretEnd =
  /^(?!bypass$|compass$|encompass$|trespass$|surpass$|overpass$|underpass$)[a-z]*pass$|^[a-z]{2,}(?:pw|pwd|psk)$/;
/** Keys whose name is written as one word. */
const joinedKey =
  /^(?:access|account|activation|admin|aes|api|auth|ca|ceph|cephx|client|crypt|crypto|decryption|encrypt|encryption|fernet|heartbeat|hmac|login|master|pre|preshared|priv|private|product|rbd|rsa|secret|security|server|session|shared|signing|ssh|ssl|storage|swift|tls|user|wep|wpa|wrapping)keys?$/;
/** Names that are a secret only as a whole, or whose last word says something else elsewhere. */
const wholeNames =
  /^_(?:(?!img_|image_)(?:.*_)?signature|(?:.*_)?community(?:_(?:name|string))?|injected_file|.*_(?<!_(?:bug|change|helpdesk|incident|issue|jira|support|trouble)_)ticket|(?:.*_)?dsn|pfx|(?:.*_)?salt|stdin|(?:.*_)?snmp_security|(?:.*_)?sas(?:_ur[il]s?)?|(?:.*_)?synology_device_id|(?:.*_)?(?:access|activation|auth|authorization|backup|confirmation|device|enrollment|hotp|invitation|join|login|mfa|oauth|one_time|otp|pairing|pass|pin|recovery|registration|secret|security|setup|sms|tfa|token|totp|unlock|user|verification)_codes?)_$/;
/** Matches the names of PEM, unless it is that of certificates. */
const pem =
  /_(?:.*_)?(?<!_(?:ca|cert|certs|certificates?|chain|public|csr|bundle|crl|pub)_)pem_(?:(?:blob|bytes|contents?|data|payload|string|text)_)?$/;

/** Names whose value is masked as a whole where it is text, lists of files or of endpoints. */
const bulky = /_(?:user_data|injected_files?|connection_info|service_catalog)_$/;

/**
 * Sources of regular expressions (flag `i`), of which one matches in each name that may be secret; a fast
 * first look.
 */
export const secretStems: readonly string[] = [
  ...['pass', 'pwd', 'pswd', 'psk', 'secret', 'token', 'cred', 'cookie', 'key', 'auth', 'sig'],
  ...['pw', 'pin', 'community', 'private', 'code', 'otp', 'jwt', 'bearer', 'kek', 'kubeconfig'],
  ...[
    'chap',
    'hmac',
    'client_assertion',
    'session[ _-]?id',
    'soap_session',
    'saml',
    'user_?-?data',
    'injected',
  ],
  ...['personality', 'connection_?-?info', 'catalog', 'configdrive', 'cephclusterfsid', 'hash'],
  ...[
    'ipmi',
    'snmp',
    'mka_c',
    'dockerc',
    'p11[_-]login',
    'hsm[_-]login',
    'mnemonic',
    '_seed',
    'pem_',
    '_pem',
  ],
];

/**
 * Parts of further names. They are looked for once for each name of a member, and in text only directly before
 * an assignment.
 */
export const rareStems: readonly string[] = [
  ...[
    'kennwort',
    'contrase',
    'senha',
    'heslo',
    'wachtw',
    'senord',
    'haslo',
    'salasana',
    'adgangsk',
    'lozinka',
    'puk',
    'mdp',
    'psswd',
    'pssword',
    'de_passe',
    'mkek',
    'dek',
    'cak',
  ],
  ...[
    'tsig',
    'xsrf',
    'csrf',
    'sas',
    'salt',
    'pem',
    'pfx',
    'seed',
    'pkcs',
    'phpsessid',
    'assertion',
    'verifier',
  ],
  ...[
    'answer',
    'dsn',
    'keytab',
    '_md5',
    'conn_?str',
    'connection_?str',
    'kerberos',
    'webhook',
    'cypher',
  ],
  ...[
    'shib',
    'x[_-](?:[a-z0-9]{1,32}[_-])?session',
    'receipt',
    'stdin',
    'process_input',
    'docker',
    'ticket',
  ],
  ...['login', 'ntlm', 'plaintext', 'cleartext', 'psw', 'sess_?-?id', 'preshared'],
  ...[
    'secureon',
    'pepper',
    '[kz]sk',
    '_comm',
    'session_?h',
    'challenge',
    '_sae',
    'synology',
    'phrase',
  ],
];
const stem = new RegExp(anyOf([...secretStems, ...rareStems]), 'i');

/** Files of keys and passwords, which name what stands in them. */
const secretFile =
  /(?:fernet|credential)-keys\/\d+$|(?<!\/(?:ca|cert|public)[\w-]{0,32})\.(?:jks|key|keytab|p12|pem|pfx)$|\/(?:id_(?:dsa|ecdsa|ed25519|rsa)|g?shadow|\.?(?:erlang\.cookie|htpasswd|my\.cnf|netrc|pgpass)|clouds\.yaml|kubeconfig|openrc(?:\.sh)?)$/;

/** Length of the longest name whose answer is remembered, in characters. */
const maxRememberedName = 64;

export const isSecretName = (name: string): boolean =>
  name.length <= maxRememberedName ? isShortSecretName(name) : holdsSecret(name);

const isShortSecretName = remembered(name => holdsSecret(name), 10_000);

function holdsSecret(given: string): boolean {
  const name = isAscii.test(given) ? given : latin(given);
  if (!stem.test(name)) return name.includes('/') && secretFile.test(name);
  if (name.includes('/') && secretFile.test(name)) return true;
  const isSecret = isSecretWords(wordsOf(name), name);
  // Capitals may stand within words, as in `PassWd`.
  if (isSecret !== undefined || !/[a-z][A-Z]/.test(name)) return isSecret === true;
  return isSecretWords(wordsOf(name.toLowerCase()), name) === true;
}

const isAscii = /^[\x20-\x7e]*$/;
/** Matches characters that are not seen, and accents. */
const unseen = /[\p{Cf}\p{M}]/gu;

/** Writes letters with accents, and those of full width, as plain ones. */
const latin = (name: string): string => name.normalize('NFKD').replace(unseen, '');

/** @returns `undefined` when none of the words is one of a secret */
function isSecretWords(parts: readonly string[], name: string): boolean | undefined {
  const last = parts.at(-1) ?? '';
  // A text of a number is one, too: `token_ttl_text`.
  const telling = last === 'text' ? (parts.at(-2) ?? '') : last;
  if (parts.length > 1 && questions.has(parts[0] ?? '')) return false;
  const joined = `_${parts.join('_')}_`;
  if (harmlessNames.test(joined)) return false;
  // Tokens of keystone were UUIDs before Fernet.
  if (joined.endsWith('_token_uuid_')) return true;
  if (secretEnd.test(last)) return true;
  if (wholeNames.test(joined) || pem.test(joined)) return true;
  if ((last === 'pin' || last === 'pins') && !harmlessPins.has(parts.at(-2) ?? '')) return true;
  const hasWord = parts.some(part => isSecretWord(part));
  const hasPhrase = secretPhrases.test(joined) || hasSecretKey(parts);
  if (!hasWord && !hasPhrase) return undefined;
  if (harmlessLastWords.has(telling) || rate.test(joined) || name.startsWith('trait:'))
    return false;
  // An id of a key or credential names it; that of a token is the token.
  return !(
    (last === 'id' || last === 'ids') &&
    !/_(?:sess|(?:token|secret|session)s?|secret_?key)_ids?_$/.test(joined)
  );
}

/** Tells whether a word is one of a secret; glued to its owner's name it need not be the last: `rootpwd_hash`. */
const isSecretWord = (word: string): boolean =>
  secretWords.has(word) || joinedKey.test(word) || /^[a-z]{2,}p(?:ass)?wd$/.test(word);

function hasSecretKey(parts: readonly string[]): boolean {
  const at = parts.indexOf('key', 1);
  return at > 0 && !harmlessKeys.has(parts[at - 1] ?? '');
}

/** Tells whether a number under this name is a quota or a length, as in `"secrets": 500`. */
export function isCountable(name: string): boolean {
  const joined = `_${wordsOf(name).join('_')}_`;
  return /s_$/.test(joined) ? !/pass_$/.test(joined) : bulky.test(joined);
}

/**
 * Names of members that stay although the mapping around them has a secret's name: what keystone
 * tells about a token, barbican about a secret, and Heat about a parameter.
 */
const harmlessMembers = words(`
  type status state expires expires_at issued_at created created_at updated updated_at deleted_at
  algorithm bit_length mode secret_type content_types payload_content_type
  payload_content_encoding methods rel hidden immutable version format minlength maxlength
  user_id project_id tenant_id domain_id trust_id region_id roles
`);

/** The values of those members are single words, numbers or times. */
const harmlessValue = /^[\w.:+/ -]{0,64}$/;

/** Tells whether a member may stay in a mapping with a secret's name, if its value is a harmless one. */
export const isHarmlessMember = (name: string): boolean =>
  harmlessMembers.has(name.toLowerCase()) ||
  /_object\.(?:name|namespace|version|changes)$/.test(name);

export const isHarmlessValue = (value: JsonValue): boolean =>
  typeof value === 'string' || typeof value === 'number'
    ? harmlessValue.test(String(value))
    : isRole(value);

/** Tells whether a mapping is a role of a token's user: `{"id": …, "name": "member"}`. */
const isRole = (value: JsonValue): boolean =>
  isJsonObject(value) &&
  Object.entries(value).every(
    ([name, each]) =>
      /^(?:id|name|domain_id)$/.test(name) && typeof each === 'string' && harmlessValue.test(each),
  );
