/**
 * Secrets in texts that have no operator between a name and its value: lines of configuration, columns, names
 * that follow their values, escaped text.
 */
const escapedText = (text: string): string =>
  [...Buffer.from(text)].map(byte => `\\x${byte.toString(16).padStart(2, '0')}`).join('');

export const secretLines: readonly (readonly [what: string, line: (secret: string) => string])[] = [
  ['kickstart', s => `lang en\nrootpw --plaintext ${s}\nuser --name=x`],
  ['kickstart without an option', s => `lang en\nrootpw ${s}\n`],
  ['preseed', s => `d-i passwd/root-password password ${s}\nd-i passwd/make-user boolean false`],
  ['debconf', s => `mysql-server mysql-server/root_password password ${s}`],
  ['router', s => `router bgp 65000\n neighbor 192.0.2.7 password ${s}\n`],
  ['switch', s => `username admin privilege 15 secret 0 ${s}\nenable secret ${s}\n`],
  ['switch, SNMP', s => `snmp-server community ${s} RO`],
  ['switch, OSPF', s => `ip ospf message-digest-key 1 md5 ${s}`],
  ['HAProxy', s => `userlist u\n user admin insecure-password ${s}\n stats auth admin:${s}\n`],
  ['tgt', s => `<target iqn.x>\n  incominguser chapuser ${s}\n</target>`],
  ['netrc', s => `machine swift login u password ${s}\n`],
  ['keyring of Ceph', s => `[client.cinder]\n\tkey = ${s}\n`],
  ['Kubernetes', s => `kind: Secret\nmetadata:\n  name: x\ndata:\n  value: ${s}\n`],
  ['SQL', s => `INSERT INTO credentials (id, secret) VALUES ('5f1c', '${s}')`],
  [
    'SQLAlchemy',
    s => `[SQL: INSERT INTO extra (id, admin_password) VALUES (?, ?)] [parameters: (1, '${s}')]`,
  ],
  [
    'SQLAlchemy, several rows',
    s =>
      `INSERT INTO u (name, password) VALUES (?, ?)] [parameters: [('a', '${s}'), ('b', '${s}')]]`,
  ],
  [
    'table',
    s => `+------+----------+\n| user | password |\n+------+----------+\n| bob  | ${s} |\n+------+`,
  ],
  ['CSV', s => `user,password\nbob,${s}\n`],
  ['CSV with quotes', s => `"user","password"\n"bob","${s}"\n`],
  ['name after its value', s => `<nvpair id="x" value="${s}" name="passwd"/>`],
  ['name after its value, Python', s => `[{'value': '${s}', 'key': 'admin_password'}]`],
  ['element with a value', s => `<Secret value='${s}'/>`],
  ['representation', s => `<Secret value='${s}'>`],
  ['HCL', s => `variable "db_password" {\n  default = "${s}"\n}`],
  ['Lisp', s => `(password . "${s}")`],
  ['three quotes', s => `password = """${s}"""`],
  ['tagged YAML', s => `password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  ${s}\n`],
  ['pair of YAML with blanks', s => `- name: DB_PASSWORD\n  value: two words ${s}\n`],
  ['properties with blanks', s => `db.user=x\ndb.password=two words ${s}\n`],
  ['entities', s => `&lt;password&gt;${s}&lt;/password&gt;`],
  ['escaped name', s => `log: {"pass\\u0077ord": "${s}"}`],
  ['escaped text', s => escapedText(`password=${s}`)],
  ['session', s => `vmware_soap_session="${s}"; Path=/; HttpOnly;`],
  ['form', s => `SAMLResponse=${s}&RelayState=x`],
  ['URL with blanks', s => `failed at http://admin:my ${s}@host/x`],
  ['URL with a token', s => `https://${s}x7@github.com/x/y.git`],
  ['URL without a scheme', s => `connect to admin:${s}@192.0.2.7:5672/vhost`],
  ['dash', s => `password - ${s}`],
  ['parentheses', s => `password (${s})`],
  ['wide colon', s => `password\uff1a${s}`],
  ['sentence', s => `Password for user admin set to ${s}`],
];

/** Forms in which a word of letters alone is taken for prose, or for a user. */
export const linesOfDigits: readonly string[] = [
  'URL with a token',
  'dash',
  'parentheses',
  'sentence',
];

/** Texts of the same forms that hold no secret. */
export const harmlessLines: readonly string[] = [
  '    password = self._get_password(context)\n',
  '    token = self._validate_token(token_id)\n',
  '    new_pass = utils.generate_password()\n',
  '    secret = plugin.get_secret(secret_type, metadata)\n',
  '    return client.Client(token=token, password=password)\n',
  '    session = Session(auth=self._auth_for(session), token=self.token)\n',
  'Password is too short',
  'The password has expired and must be changed.',
  'Token has expired',
  'no such token (17 tries)',
  'Authentication required: no token was given',
  'net user statistics were updated',
  'INSERT INTO instances (id, key_name) VALUES (17, "my-keypair")',
  'name,status\nfrontend-1,ACTIVE',
  '+------+--------+\n| name | status |\n+------+--------+\n| vm1  | ACTIVE |\n+------+--------+',
  'kind: ConfigMap\ndata:\n  value: harmless-17\n',
  '<nvpair id="x" value="300s" name="timeout"/>',
  'https://user@host/path',
  'https://openstack-ci-robot-2@git.example.org/x.git',
  'http://host:8080 is used by root@192.0.2.7',
  'registry.example.org/nova:2026.1@sha256:0123456789abcdef',
  'lvm2-pvscan@253:2.service',
  'https://git.example.org/x.git?key=value&code=200',
];
