/**
 * Secrets where services of OpenStack carry them, written after the sources of nova, neutron, cinder,
 * heat, octavia, trove, manila, ironic, magnum, barbican, keystone and glance. Each placement gets a
 * secret of its own; all of them hold {@link secretMark}, so that one search finds whatever is left.
 */
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { TraceRecord } from '../../src/core/amqp/traceRecord';
import type { JsonObject, JsonValue } from '../../src/core/base/json';
import { call, cast, notification, record, reply } from './records';
import { secretArguments, secretCommands } from './secretCommands';
import { secretLines } from './secretLines';
import { secretMembers, secretTables } from './secretMembers';
import { secretMessages } from './secretMessages';

/** Text that each secret holds, and nothing else does. */
export const secretMark = 'Zq7xW9';

export interface Placement {
  readonly what: string;
  readonly record: TraceRecord;
}

let count = 0;
const next = (): number => ++count;

/** A password without any shape. */
const plain = (): string => `${secretMark}p${next()}${secretMark}`;
const long = (length: number): string => `${secretMark}${'aB3'.repeat(length / 3)}${next()}`;

/** Secrets that have a shape. */
export const shapedSecrets = {
  fernet: () => `gAAAAABm${long(120)}`,
  jwt: () => `eyJhbGciOiJIUzI1NiJ9.eyJzdWIi${long(30)}.${long(30)}`,
  pem: () =>
    `-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA${long(48)}\n${long(60)}\n-----END RSA PRIVATE KEY-----`,
  openssh: () =>
    `-----BEGIN OPENSSH PRIVATE KEY-----\n${long(60)}\n-----END OPENSSH PRIVATE KEY-----`,
  ceph: () => `AQB${`${secretMark}${next()}`.padEnd(35, 'k')}==`,
  aws: () => `AKIA${secretMark.toUpperCase()}`.padEnd(20, 'Q'),
  url: () => `rabbit://openstack:${plain()}@ctl1:5672/`,
  oddUrl: () =>
    `mysql+pymysql://nova:${secretMark}/,'%${plain()}@${secretMark}@ctl1/nova?charset=utf8`,
  console: () => `http://ctl1:6080/vnc_auto.html?path=%3Ftoken%3D${plain()}`,
  serial: () => `ws://ctl1:6083/?token=${plain()}`,
  temporary: () =>
    `https://swift/v1/AUTH_a/c/o?temp_url_sig=${plain()}&temp_url_expires=1700000000`,
  signed: () =>
    `http://heat:8000/v1/signal/arn?Timestamp=2026&AWSAccessKeyId=${plain()}&Signature=${plain()}`,
  hash: () => `$6$rounds=4096$c2FsdHNhbHQ$${long(60)}`,
  bearer: () => `Bearer ${long(30)}`,
  chap: () => `CHAP iqnuser ${plain()}`,
  swift: () => `AUTH_tk${long(24)}`,
  dhchap: () => `DHHC-1:00:${long(42)}:`,
  npm: () => `npm_${long(30)}`,
  docker: () => `dckr_pat_${long(24)}`,
  pypi: () => `pypi-AgEIcHlwaS5vcmc${long(30)}`,
  webhook: () => `https://hooks.slack.com/services/T00000000/B00000000/${long(24)}`,
  vault: () => `s.${`${secretMark}${next()}`.padEnd(24, 'k')}`,
  discovery: () => `https://discovery.etcd.io/${long(30)}`,
  discord: () => `https://discord.com/api/webhooks/123456789012345678/${long(30)}`,
  telegram: () => `https://api.telegram.org/bot123456789:${long(30)}/sendMessage`,
  outlook: () => `https://outlook.office.com/webhook/5f1c2f0e@5f1c/IncomingWebhook/${long(30)}/x`,
  openvpn: () =>
    `-----BEGIN OpenVPN Static key V1-----\n${long(60)}\n-----END OpenVPN Static key V1-----`,
  grub: () => `grub.pbkdf2.sha512.10000.${long(60)}`,
  scram: () => `SCRAM-SHA-256$4096:c2FsdHNhbHQ=$${long(42)}=:${long(42)}=`,
  mapKey: () => `https://maps/api?size=1&key=${plain()}`,
  session: () => `https://bmc/api?sessionid=${plain()}`,
  rbd: () => `rbd:volumes/volume-1:id=cinder:key=${plain()}:auth_supported=cephx`,
  saml: () => `<saml:Assertion ID="a"><saml:Subject>${plain()}</saml:Subject></saml:Assertion>`,
} satisfies Record<string, () => string>;

const inOslo = (what: string, inner: JsonObject, options = {}): Placement => ({
  what,
  record: record('publish', inner, options),
});
const inArgs = (what: string, method: string, args: JsonObject): Placement =>
  inOslo(`${what}: ${method}`, call(`a${next()}`, { method, args }));
const inText = (what: string, text: string): Placement[] => {
  const failure = (message: string): JsonValue =>
    JSON.stringify({
      class: 'ProcessExecutionError',
      module: 'oslo_concurrency.processutils',
      message,
      tb: [`  File "/usr/lib/a.py", line 5\n`, `Error: ${message}\n`],
      args: [message],
      kwargs: {},
    });
  return [
    inOslo(`${what}, exception`, reply(`r${next()}`, { result: null, failure: failure(text) })),
    inOslo(
      `${what}, notification`,
      notification(`n${next()}`, { payload: { exception: { args: [text] }, reason: text } }),
    ),
  ];
};
const inBody = (what: string, body: string | Uint8Array, headers?: JsonObject): Placement => ({
  what,
  record: record('publish', body, headers ? { headers } : {}),
});

/** Names of the services' own, with the place in a message's arguments. */
const named: readonly (readonly [service: string, name: string])[] = [
  ...[
    'admin_password',
    'new_pass',
    'adminPass',
    'admin_pass',
    'access_token',
    'console_token',
    'vnc_password',
    'auth_token',
    'private_key',
    'vtpm_secret',
    'ephemeral_encryption_secret',
    'metadata_proxy_shared_secret',
  ].map(name => ['nova', name] as const),
  ...[
    'psk',
    'nova_metadata_secret',
    'ha_vrrp_auth_password',
    'ovsdb_private_key',
    'ipsec_psk',
    'bgpPassword',
    'bgp_md5',
    'macsec_cak',
    'mka_ckn',
  ].map(name => ['neutron', name] as const),
  ...[
    'provider_auth',
    'auth_password',
    'discovery_auth_password',
    'san_password',
    'keyring',
    'chap_secret',
    'encryption_key',
    'sanPassword',
    'API_KEY',
    'access-key',
    'account_key',
    'nas_passwd',
    'backup_swift_key',
    'rbd_secret',
    'X-Nimble-Session',
    'connection_string',
    'connstr',
  ].map(name => ['cinder', name] as const),
  ...[
    'db_password',
    'secret_key',
    'access_key',
    'trustee_password',
    'stack_user_passwd',
    'user_creds',
    'ec2SecretKey',
    'temp_url_key',
    'signed_url_secret',
  ].map(name => ['heat', name] as const),
  ...[
    'heartbeat_key',
    'server_certs_key_passphrase',
    'ca_private_key',
    'tls_private_key',
    'client-key',
    'intermediates_passphrase',
  ].map(name => ['octavia', name] as const),
  ...[
    'root_password',
    'replication_password',
    'guestPassword',
    'backup_aes_key',
    'wsrep_sst_auth',
    'os-password',
    'instance_rpc_encr_key',
    'database_pwd',
  ].map(name => ['trove', name] as const),
  ...[
    'security_service_password',
    'service_instance_password',
    'ssh_key_contents',
    'emc_nas_password',
    'access_key',
    'cephx_key',
    'netapp_pass',
  ].map(name => ['manila', name] as const),
  ...[
    'ipmi_password',
    'ipmi_hex_kg_key',
    'snmp_auth_key',
    'snmp_priv_key',
    'snmp_community',
    'redfish_password',
    'ssh_key_contents',
    'ssh_password',
    'agent_secret_token',
    'configdrive',
    'drac_password',
    'ilo_password',
    'irmc_snmp_auth_password',
    'deploy_key_secret',
    'wpakey',
    'ssh_host_key',
    'host_key_private',
    'console_ticket',
    'slack_webhook',
  ].map(name => ['ironic', name] as const),
  ...[
    'ca_key',
    'trustee_password',
    'kubeconfig',
    'registry_secret',
    'client_key',
    'etcd_token',
    'bootstrapToken',
    'dockerconfigjson',
    'docker_auth_config',
  ].map(name => ['magnum', name] as const),
  ...[
    'kek',
    'wrapping_key',
    'private_key_passphrase',
    'secret_payload',
    'transport_token',
    'hsm_login_password',
    'cypher_text',
    'hmac_key',
    'p11_login',
    'slot_pin',
    'token_pin',
    'mkek_seed',
    'pem_data',
  ].map(name => ['barbican', name] as const),
  ...[
    'original_password',
    'oauth_token_secret',
    'totp_passcode',
    'X-Subject-Token',
    'application_credential_secret',
    'id_token',
    'session_cookie',
    'Set-Cookie',
    'Openstack-Auth-Receipt',
    'device_code',
    'shib-session',
    'kerberos_ticket',
    'contraseña',
    'mot_de_passe',
    'access_secret',
    'totp_seed',
    'nt_hash',
    'LMHash',
    'authentication_string',
    'recovery_keys',
    'pairing_code',
    'csrf',
  ].map(name => ['keystone', name] as const),
  ...[
    'swift_store_key',
    'vmware_server_password',
    's3_store_secret_key',
    'rbd_keyring',
    'metadata_encryption_key',
    'location_credentials',
  ].map(name => ['glance', name] as const),
];

/** Secrets under a mapping or list that has a secret's name, and such that stand apart from their name. */
const structures = (): Placement[] => [
  inArgs('keystone', 'authenticate', {
    auth: { identity: { methods: ['token'], token: { id: plain() } } },
  }),
  inArgs('keystone', 'authenticate', {
    auth: {
      identity: { password: { user: { name: 'a', domain: { id: 'default' }, password: plain() } } },
    },
  }),
  inArgs('keystone v2', 'validate', {
    access: { token: { id: plain(), expires: '2026-01-01T00:00:00Z' } },
  }),
  inArgs('keystone', 'create_credential', { credential: { blob: plain(), type: 'totp' } }),
  inArgs('keystone', 'credentials', { credentials: [{ access: plain(), secret: plain() }] }),
  inArgs('barbican', 'store_secret', { secret: { name: 'n', payload: plain(), algorithm: 'aes' } }),
  inArgs('barbican', 'store', { secret: { payload: { value: plain() } } }),
  inArgs('heat', 'create_stack', {
    template: { parameters: { admin_password: { type: 'string', default: plain() } } },
  }),
  inArgs('heat', 'create_stack', {
    template: { Parameters: { DbPin: { Type: 'String', NoEcho: 'true', Default: plain() } } },
  }),
  inArgs('heat', 'create_stack', {
    template: { parameters: { pin: { hidden: true, default: plain() } } },
  }),
  inArgs('heat', 'create_stack', { params: { parameters: { db_root_password: plain() } } }),
  inArgs('heat', 'resource_signal', {
    details: [{ ParameterKey: 'DBPassword', ParameterValue: plain() }],
  }),
  inArgs('heat', 'show_output', {
    outputs: [{ output_key: 'admin_password', output_value: plain() }],
  }),
  inArgs('trove', 'create_user', { users: [{ name: 'u', password: plain(), databases: [] }] }),
  inArgs('trove', 'configure', { overrides: [{ name: 'admin_password', value: plain() }] }),
  inArgs('trove', 'configure', { overrides: [{ key: 'replication.passwd', value: plain() }] }),
  inArgs('trove', 'change_passwords', { passwords: { alice: plain(), bob: plain() } }),
  inArgs('trove', 'change_passwords', { passwords: [plain(), plain()] }),
  inArgs('nova', 'run', { cmd: ['mysql', '--password', plain(), '-h', 'db'] }),
  inArgs('nova', 'run', { cmd: ['curl', '-u', `user:${plain()}`, 'http://h'] }),
  inArgs('ironic', 'run', { cmd: ['ipmitool', '-H', 'bmc', '-U', 'root', '-P', plain(), 'power'] }),
  inArgs('cinder', 'run', { cmd: ['iscsiadm', '-n', 'node.session.auth.password', '-v', plain()] }),
  inArgs('cinder', 'run', {
    cmd: ['iscsiadm', '--name', 'node.session.auth.password', '--value', plain()],
  }),
  inArgs('cinder', 'run', { cmd: ['rbd', `--auth-password=${plain()}`] }),
  inArgs('nova', 'headers', {
    headers: [
      ['X-Auth-Token', plain()],
      ['Accept', '*/*'],
    ],
  }),
  inArgs('glance', 'headers', { headers: { 'X-Auth-Token': plain(), Authorization: plain() } }),
  inArgs('nova', 'attach_volume', {
    connection_info: {
      driver_volume_type: 'iscsi',
      data: { auth_password: plain(), target_iqn: plain() },
    },
  }),
  inArgs('nova', 'reserve', {
    connection_info: JSON.stringify({ data: { auth_password: plain() } }),
  }),
  inArgs('nova', 'build', { injected_files: [['/root/.ssh/id', plain()]] }),
  inArgs('nova', 'build', { user_data: plain() }),
  inArgs('nova', 'build', { personality: [{ path: '/a', contents: plain() }] }),
  inArgs('nova', 'object_class_action_versions', {
    objname: 'ConsoleAuthToken',
    objmethod: 'validate',
    args: [plain()],
    kwargs: {},
  }),
  inArgs('nova', 'object_class_action_versions', {
    objname: 'Instance',
    objmethod: 'get_by_token',
    args: [plain()],
    kwargs: {},
  }),
  inArgs('nova objects', 'save', {
    objinst: {
      'nova_object.name': 'Instance',
      'nova_object.version': '2.7',
      'nova_object.data': { system_metadata: { password_0: plain(), password_1: plain() } },
    },
  }),
  inArgs('nova objects', 'save', {
    objinst: {
      'nova_object.name': 'ConsoleAuthToken',
      'nova_object.data': { token: plain(), access_url_base: 'http://ctl1' },
    },
  }),
  inArgs('cinder objects', 'save', {
    volume: {
      'versioned_object.name': 'Volume',
      'versioned_object.data': { provider_auth: `CHAP user ${plain()}` },
    },
  }),
  inArgs('cinder objects', 'save', {
    token: { 'versioned_object.name': 'Token', 'versioned_object.data': { value: plain() } },
  }),
  inArgs('ironic objects', 'update_node', {
    node_obj: {
      'ironic_object.data': { driver_info: { ipmi_password: plain(), ipmi_address: '192.0.2.7' } },
    },
  }),
  inArgs('magnum', 'cluster_create', {
    cluster: { 'magnum_object.data': { ca_key: plain(), trustee_password: plain() } },
  }),
  inArgs('octavia', 'create_amphora', { driver_data: { vrrp: { auth_pass: plain() } } }),
  inArgs('neutron vpnaas', 'get_vpn_services', {
    connections: [{ psk: plain(), peer: '192.0.2.9' }],
  }),
  inArgs('manila', 'access_allow', { access_rules: [{ access_key: plain(), access_to: 'alice' }] }),
  inArgs('manila', 'setup', {
    backend_details: { security_service_ldap: JSON.stringify({ password: plain() }) },
  }),
  inArgs('ironic', 'update_node', {
    patch: [{ op: 'replace', path: '/driver_info/ipmi_password', value: plain() }],
  }),
  inArgs('nova', 'run', { cmd: ['mysql', '-uroot', `-p${plain()}`] }),
  inArgs('nova', 'run', { cmd: ['snmpget', '-c', plain(), 'h'] }),
  inArgs('nova', 'login', { auth: ['admin', plain()] }),
  inArgs('nova', 'login', { tokens: { [`${secretMark}0123456789abc`]: { user: 'a' } } }),
  ...[
    'bindPw',
    'dbpass',
    'rootpw',
    'passPhrase',
    'pass_word',
    'sharedkey',
    'heartbeatkey',
    'community',
    'hsm_pin',
    'otp_code',
    'pass_code',
    'unlock_code',
    'backup_codes',
    'community_string',
    'preSharedKey',
    'presharedkey',
    'hmac',
    'pem',
    'server_pem',
    'pkcs12',
    'keytab',
    'session_id',
    'JSESSIONID',
    'rootpwd',
    'crypt_hash',
    'client_assertion',
    'SAMLResponse',
    'oauth_verifier',
    'X-Instance-ID-Signature',
    'URL-Signature',
    'irmc_snmp_security',
    'chap_auth',
    'mkek',
    'keyfile_content',
    'CHAPinfo',
    'passwort',
  ].map(name => inArgs('any', 'configure', { request: { [name]: plain() } })),
  inArgs('nova', 'camel', { authToken: { theId: plain() } }),
  inArgs('nova', 'key pem', {
    lines: ['-----BEGIN PRIVATE KEY-----', plain(), '-----END PRIVATE KEY-----'],
  }),
  inArgs('glance', 'number', { api_key: Number(`71${'3'.repeat(6)}`), also: { secret: plain() } }),
  inArgs('nova', 'base64', {
    blob: Buffer.from(JSON.stringify({ password: plain() })).toString('base64'),
  }),
  inArgs('nova', 'base64', {
    blob: Buffer.from(`#cloud-config\npassword: ${plain()}\n`).toString('base64'),
  }),
  inArgs('nova', 'hex', {
    blob: Buffer.from(JSON.stringify({ password: plain() })).toString('hex'),
  }),
  inArgs('nova', 'quoted', { blob: encodeURIComponent(JSON.stringify({ password: plain() })) }),
  inArgs('nova', 'gzip', {
    blob: gzipSync(JSON.stringify({ password: plain() })).toString('base64'),
  }),
  inArgs('nova', 'wide base64', {
    blob: Buffer.from(`password=${plain()}`, 'utf16le').toString('base64'),
  }),
  ...[
    'QlpoOTFBWSZTWf',
    '/Td6WFoAAATm1rRG',
    'KLUv/QRYYQIA',
    'UEsDBBQAAAAIAA',
    'gASVJgAAAAAAAAB9',
  ].map(begin => inArgs('nova', `packed ${begin}`, { blob: `${begin}${long(30)}AAAA` })),
  ...secretTables.map(table => inArgs('any', 'rows', table(plain()))),
  ...secretMembers.map(members => inArgs('any', 'members', members(plain()))),
  inArgs('nova', 'pair that looks like two names', {
    headers: [['Cookie', `csrftoken=1; sessionid=${plain()}`]],
    values: [['password', `Secret_${plain()}`]],
  }),
  inOslo('nova, context', call('c1', { _context_auth_token: plain() })),
  inOslo(
    'cinder, context',
    call('c2', { _context_service_catalog: [{ endpoints: [{ publicURL: plain() }] }] }),
  ),
  inOslo('heat, context', cast('c3', { _context_password: plain(), _context_trust_id: null })),
  inOslo(
    'heat, context',
    cast('c4', { _context_auth_token_info: { token: { user: { name: plain() } } } }),
  ),
  inOslo('neutron, context', cast('c5', { _context_session_cookie: plain() })),
  inOslo(
    'keystone, notification',
    notification('m1', { payload: { initiator: { credential: { token: plain() } } } }),
  ),
  inOslo('trove, result', reply('m2', { result: { name: 'root', password: plain() } })),
  inOslo(
    'nova, result',
    reply('m3', { result: { access_url: `http://h/?token=${plain()}`, token: plain() } }),
  ),
  inOslo(
    'nova, failure',
    reply('m4', {
      result: null,
      failure: JSON.stringify({
        class: 'E',
        message: 'x',
        kwargs: { admin_password: plain() },
        args: [],
        tb: [],
      }),
    }),
  ),
  inOslo(
    'nova, layers',
    cast('m5', {
      args: {
        a: JSON.stringify({ b: JSON.stringify({ c: JSON.stringify({ password: plain() }) }) }),
      },
    }),
  ),
  inOslo(
    'nova, layers',
    cast('m6', {
      args: { a: `x ${JSON.stringify({ b: JSON.stringify({ password: plain() }) })}` },
    }),
  ),
];

/** Lines of logs, commands, configuration and markup. */
const texts: readonly (readonly [what: string, text: (secret: string) => string])[] = [
  ['assignment', s => `login failed: password = ${s}`],
  ['ini', s => `[database]\nadmin_password = two words ${s}\nuser = nova`],
  ['yaml', s => `db:\n  password: two words ${s}\n  user: nova`],
  ['yaml block', s => `chpasswd:\n  password: |\n    first\n    ${s}\n  expire: False`],
  [
    'yaml nested',
    s => `parameters:\n  admin_password:\n    type: string\n    default: ${s}\n  b: c`,
  ],
  ['yaml list', s => `passwords:\n- ${s}\n- ${s}\nother: 1`],
  ['yaml pair', s => `- name: admin_password\n  value: ${s}`],
  ['escaped yaml', s => `'a: 1\\npassword: ${s}\\nb: 2'`],
  ['python', s => `{'admin_password': '${s}', 'user': 'nova'}`],
  ['python unicode', s => `{u'admin_password': u'${s}'}`],
  ['python pair', s => `{'name': 'admin_password', 'value': '${s}'}`],
  ['python tuple', s => `[('X-Auth-Token', '${s}'), ('Accept', '*/*')]`],
  ['python list', s => `['mysql', '--password', '${s}']`],
  ['python item', s => `config['password'] = '${s}'`],
  ['python bytes', s => `{b'secret': b'${s}'}`],
  ['python mapping', s => `{'token': {'id': '${s}', 'expires': None}}`],
  ['json in text', s => `Response: {"token": {"id": "${s}"}} (401)`],
  ['escaped json', s => `body "{\\"password\\": \\"${s}\\"}"`],
  ['entities', s => `{&quot;password&quot;:&quot;${s}&quot;}`],
  ['php', s => `s:8:"password";s:20:"${s}";`],
  ['erlang', s => `{password,"${s}"}, [{<<"password">>,<<"${s}">>}]`],
  ['option', s => `mysqldump --password ${s} nova`],
  ['option with =', s => `openstack --os-password=${s} server list`],
  ['mysql -p', s => `Command: mysql -u root -p${s} nova`],
  ['sshpass', s => `sshpass -p ${s} ssh cmp1`],
  ['curl -u', s => `curl -s -u admin:${s} https://bmc/redfish`],
  ['curl -H', s => `curl -g -i -X GET http://ks:5000 -H "Accept: a" -H "X-Auth-Token: ${s}"`],
  ['ipmitool', s => `ipmitool -I lanplus -H 192.0.2.7 -U root -P ${s} power status`],
  ['iscsiadm', s => `iscsiadm -m node --op update -n node.session.auth.password -v ${s}`],
  ['rabbitmqctl', s => `rabbitmqctl change_password nova ${s}`],
  ['openssl', s => `openssl rsa -passin pass:${s} -in key`],
  ['export', s => `export OS_PASSWORD=${s}; openstack`],
  ['shell', s => `OS_TOKEN='${s}' openstack`],
  ['sql', s => `CREATE USER 'a'@'%' IDENTIFIED BY '${s}'`],
  ['sql with', s => `ALTER USER a IDENTIFIED WITH mysql_native_password BY '${s}'`],
  ['sql function', s => `SET PASSWORD FOR 'a'@'%' = PASSWORD('${s}')`],
  ['xml element', s => `<credentials><user>a</user><adminPass>${s}</adminPass></credentials>`],
  ['xml namespace', s => `<ns1:Password>${s}</ns1:Password>`],
  ['xml with attributes', s => `<password type="plain" xmlns="urn:x">${s}</password>`],
  ['xml cdata', s => `<password><![CDATA[${s}]]></password>`],
  ['xml attribute', s => `<graphics type='spice' passwd='${s}' port='5900'/>`],
  ['xml pair', s => `<property name="admin_password" value="${s}"/>`],
  ['xml pair of elements', s => `<param><name>admin_password</name><value>${s}</value></param>`],
  ['xml inside', s => `<secret><a><b>${s}</b></a></secret>`],
  ['http', s => `GET / HTTP/1.1\r\nHost: h\r\nAuthorization: Basic ${s}\r\nAccept: */*`],
  ['digest', s => `Authorization: Digest username="u", realm="r", response="${s}"`],
  ['negotiate', s => `'Authorization: Negotiate ${s}'`],
  [
    'aws',
    s => `Authorization: AWS4-HMAC-SHA256 Credential=AKID/2026, SignedHeaders=host, Signature=${s}`,
  ],
  ['own scheme', s => `Authorization: Foo-Bar ${s}`],
  ['cookie', s => `Set-Cookie: sessionid=${s}; Path=/`],
  ['form', s => `grant_type=password&password=${s}&user=a`],
  ['encoded form', s => `body=%7B%22password%22%3A%22${s}%22%7D`],
  ['provider_auth', s => `provider_auth: CHAP user ${s}`],
  ['chap', s => `iscsi target login with 'CHAP user ${s}' failed`],
  ['quoted', s => `The password "${s}" is too short`],
  ['go', s => `AdminPassword:=${s} User:=a`],
  ['arrow', s => `:secret => "${s}"`],
  ['camel case', s => `newPass=${s}`],
  ['kebab case', s => `api-key: ${s}`],
  ['psk', s => `: PSK "${s}"\npsk=${s}`],
  ['snmp', s => `snmp_community = ${s}`],
  ['oslo', s => `Invalid credential: ${s}`],
  ['keyring', s => `[client.cinder]\n\tkeyring = ${s}`],
  ['sentence', s => `Login failed with password ${s}a1 for user nova`],
  ['sentence with verb', s => `the password is '${s}'`],
  ['doubled quote', s => `password: 'it''s ${s}'`],
  ['table', s => `| adminPass                   | ${s}  |`],
  ['bar', s => `password|${s}`],
  ['tab', s => `password\t${s}a1`],
  ['mount', s => `mount -t cifs -o username=a,password=${s},uid=0 //nas/x /mnt`],
  ['ceph', s => `ceph --user cinder --key ${s} mon dump`],
  ['snmp', s => `snmpget -v3 -u a -A ${s} -X ${s} 192.0.2.7`],
  ['redis', s => `redis-cli -a ${s} ping`],
  ['smb', s => `smbclient //nas/x -U 'dom/user%${s}'`],
  ['chpasswd', s => `echo root:${s} | chpasswd`],
  ['plist', s => `<dict><key>password</key><string>${s}</string></dict>`],
  ['xml entry', s => `<entry key='password'>${s}</entry>`],
  ['ado', s => `Server=a;User Id=b;Password=${s};`],
  ['oauth', s => `Authorization: OAuth oauth_consumer_key="a", oauth_signature="${s}"`],
  ['soap', s => `<wsse:Password Type="urn:x">${s}</wsse:Password>`],
  ['quoted line', s => `'password: two words ${s}', 'b': 1`],
  ['end', s => `cannot log in, token=${s}`],
];

const shapePlaces = (what: string, secret: () => string): Placement[] => [
  inArgs(what, 'value', { note: secret() }),
  inArgs(what, 'in text', { note: `failed with ${secret()}` }),
  inArgs(what, 'key', { map: { [secret()]: 1 } }),
  inArgs(what, 'list', { list: ['a', [secret()]] }),
  inArgs(what, 'nested', { a: JSON.stringify({ b: JSON.stringify([secret()]) }) }),
  ...inText(`${what} in text`, `cannot use ${secret()}\nin line 2`),
  inOslo(`${what}, context`, cast(`s${next()}`, { _context_anything: secret() })),
  inOslo(`${what}, method`, cast(`s${next()}`, { method: secret() })),
  inBody(`${what}, body`, `not JSON: ${secret()}`),
  inBody(`${what}, header`, cast(`s${next()}`) as never, { 'x-note': secret() }),
  inBody(`${what}, version`, JSON.stringify({ 'oslo.version': secret(), 'oslo.message': '{}' })),
  inBody(`${what}, compression`, 'x', { compression: secret() }),
];

/** Fields of a trace record, and properties of its message. */
const fields = (what: string, secret: () => string): Placement[] => {
  const base = record('publish', cast(`f${next()}`));
  const other = (part: string, change: Partial<TraceRecord>): Placement => ({
    what: `${what}, ${part}`,
    record: { ...base, body: record('publish', cast(`f${next()}`)).body, ...change },
  });
  return [
    ...['reply_to', 'user_id', 'app_id', 'correlation_id', 'message_id', 'type', 'cluster_id'].map(
      name => other(name, { properties: { [name]: secret() } }),
    ),
    other('exchange', { exchange: secret() }),
    other('routing key', { routingKeys: [secret()] }),
    other('queue', { kind: 'deliver', queue: secret(), routedQueues: undefined }),
    other('routed queue', { routedQueues: [secret()] }),
    other('vhost', { vhost: secret() }),
    other('user', { user: secret() }),
    other('node', { node: secret() }),
    other('connection', { connection: secret() }),
  ];
};

const oneByte = (value: number): Buffer => Buffer.from([value]);
const msgpack = (name: string, value: string): Buffer =>
  Buffer.concat([
    oneByte(0x81),
    oneByte(0xa0 + name.length),
    Buffer.from(name),
    oneByte(0xd9),
    oneByte(value.length),
    Buffer.from(value),
  ]);
const protobuf = (name: string, value: string): Buffer =>
  Buffer.concat([
    Buffer.from([0x0a, name.length]),
    Buffer.from(name),
    Buffer.from([0x12, value.length]),
    Buffer.from(value),
  ]);
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
/** UTF-7 (RFC 2152), which may encode any character. */
const utf7 = (text: string, encoded = /[^]+/g): string =>
  text.replace(encoded, part => `+${utf16be(part).toString('base64').replace(/=/g, '')}-`);
/** Lines of uuencode have a length and six bits a character. */
const uuencoded = (text: string): string =>
  (
    Buffer.from(text)
      .toString('hex')
      .match(/.{1,90}/g) ?? []
  )
    .map(line => `M${line}`)
    .join('\n');

/** Bodies that cannot be read, and such that are cut off. */
const bodies = (): Placement[] => {
  const json = (): string => JSON.stringify({ password: plain(), a: 1 });
  const oslo = (secret: string): string =>
    JSON.stringify({
      'oslo.version': '2.0',
      'oslo.message': JSON.stringify({
        method: 'm',
        args: { ids: ['a', 'b'], secret_thing: { admin_password: secret, b: 'c' } },
        _unique_id: '0'.repeat(32),
      }),
    });
  const cut = Array.from({ length: 16 }, (_, n) => {
    const secret = plain();
    const whole = oslo(secret);
    return inBody(
      `cut after ${n} characters of the secret's end`,
      whole.slice(0, whole.indexOf(secret) + secret.length + n * 2 - 8),
    );
  });
  const plainCut = [
    '{"a": {"token": {"id": "',
    '[{"password": ["x", "',
    '{"name": "admin_password", "value": "',
    '{"url": "rabbit://openstack:',
    '{"a": "{\\"secret\\": [\\"',
    '{"X-Auth-Token": "',
    '{"note": "CHAP user ',
  ].map(text => inBody(`cut: ${text}`, text + plain()));
  return [
    ...cut,
    ...plainCut,
    inBody('gzip without header', gzipSync(json())),
    inBody('stored gzip', gzipSync(json(), { level: 0 })),
    inBody('zlib without header', deflateSync(json())),
    inBody('stored zlib', deflateSync(json(), { level: 0 })),
    inBody('raw deflate', deflateRawSync(json(), { level: 0 })),
    inBody('unknown compression', json(), { compression: 'application/x-brotli' }),
    inBody('damaged compression', json(), { compression: 'application/x-gzip' }),
    inBody('UTF-16 LE', Buffer.from(json(), 'utf16le')),
    inBody('UTF-16 LE with mark', Buffer.from(`\ufeff${json()}`, 'utf16le')),
    inBody('UTF-16 BE', utf16be(json())),
    inBody('UTF-16 BE with mark', utf16be(`\ufeff${json()}`)),
    inBody('UTF-7', utf7(json())),
    inBody('UTF-7, signs only', utf7(json(), /[^\w ]+/g)),
    inBody('UTF-7, in JSON', JSON.stringify(utf7(json()))),
    inBody('uuencode', `begin 644 x\n${uuencoded(json())}\n\`\nend\n`),
    inBody('Ascii85', `<~${json()}~>`),
    inBody('quoted-printable', `pass=\nword=3D${plain()}\n`),
    inBody(
      'EBCDIC',
      Buffer.from(json()).map(byte => byte ^ 0x80),
    ),
    inBody('UTF-8 with mark', `\ufeff${json()}`),
    inBody('field of Protocol Buffers', `\n!${plain()}`.padEnd(35, 'x')),
    inBody('latin 1', Buffer.from(`caf\u00e9 password=${plain()}`, 'latin1')),
    inBody('pickle 0', `(dp0\nVpassword\np1\nV${plain()}\np2\ns.`),
    inBody(
      'pickle 2',
      Buffer.concat([
        Buffer.from([0x80, 2, 0x7d, 0x58, 8, 0, 0, 0]),
        Buffer.from(`password${plain()}`),
      ]),
    ),
    inBody('pickle 4', Buffer.concat([Buffer.from([0x80, 4, 0x95]), Buffer.from(plain())])),
    inBody('msgpack', msgpack('password', plain())),
    inBody('protobuf', protobuf('password', plain())),
    inBody(
      'CBOR',
      Buffer.concat([
        Buffer.from([0xa1, 0x68]),
        Buffer.from('password'),
        Buffer.from([0x78, 30]),
        Buffer.from(plain()),
      ]),
    ),
    inBody('base64', Buffer.from(json()).toString('base64')),
    inBody('base64 lines', Buffer.from(json()).toString('base64').replace(/.{20}/g, '$&\n')),
    inBody('hex', Buffer.from(json()).toString('hex')),
    inBody('JSON string', JSON.stringify(json())),
    inBody('JSON string of JSON strings', JSON.stringify(JSON.stringify(json()))),
    inBody('JSON string, cut off', JSON.stringify(json()).slice(0, -10)),
    inBody('JSON string of text', JSON.stringify(`the password is ${plain()}`)),
    inBody(
      'JSON string of a key',
      JSON.stringify(JSON.stringify({ keys: [{ kty: 'oct', k: plain() }] })),
    ),
    inBody(
      'JSON string of a message',
      JSON.stringify(JSON.stringify({ method: 'm', args: { auth: { user: 'u', key: plain() } } })),
    ),
    inBody(
      'message in two strings',
      JSON.stringify({
        'oslo.version': '2.0',
        'oslo.message': JSON.stringify(JSON.stringify({ columns: ['token'], rows: [[plain()]] })),
      }),
    ),
    inBody('list of names and values', JSON.stringify([{ name: 'token' }, { value: plain() }])),
    inBody('JSON list', `[${json()}]`),
    inBody('XML', `<?xml version="1.0"?><a><password>${plain()}</password></a>`),
    inBody('form', `user=a&password=${plain()}`),
    inBody('yaml', `---\npassword: ${plain()}\n`),
    inBody('python', `{'password': '${plain()}'}`),
    inBody(
      'cut in a character',
      Buffer.concat([Buffer.from(`{"password": "${plain()}`), oneByte(0xc3)]),
    ),
    inBody('repeated name', `{"password": "${plain()}", "password": null}`),
    inBody(
      'repeated name in the message',
      JSON.stringify({
        'oslo.version': '2.0',
        'oslo.message': `{"method": "m", "args": {"a": {"note": "${shapedSecrets.fernet()}"}, "a": 1}}`,
      }),
    ),
    inBody(
      'repeated name in a text',
      JSON.stringify({
        method: 'm',
        args: { a: `{"b": {"password": "${plain()}"}, "\\u0062": 1}` },
      }),
    ),
    inBody('nested too deeply', `${'['.repeat(1_500)}{"password": "${plain()}"}`),
    inBody(
      'escaped shape',
      JSON.stringify({ method: 'm', args: { a: 'X' } }).replace(
        'X',
        shapedSecrets.fernet().replace('gAAAA', '\\u0067AAAA'),
      ),
    ),
  ];
};

export function secretPlacements(): readonly Placement[] {
  return [
    ...named.map(([service, name]) =>
      inArgs(`${service} ${name}`, 'configure', { request: { [name]: plain() } }),
    ),
    ...structures(),
    ...[...texts, ...secretCommands, ...secretLines, ...secretMessages].flatMap(([what, text]) =>
      inText(what, text(plain())),
    ),
    ...secretArguments.map(list => inArgs('any', 'run', { cmd: list(plain()) })),
    ...Object.entries(shapedSecrets).flatMap(([what, secret]) => shapePlaces(what, secret)),
    ...(['fernet', 'jwt', 'ceph', 'url', 'console', 'swift'] as const).flatMap(kind =>
      fields(kind, shapedSecrets[kind]),
    ),
    ...fields('assignment', () => `a?password=${plain()}`),
    ...bodies(),
    ...[plain(), JSON.stringify(plain())].map((body, n) => ({
      what: `bare secret of a queue, ${n}`,
      record: { ...record('publish', body), routingKeys: ['vault-tokens'] },
    })),
    {
      what: 'headers by name',
      record: {
        ...record('publish', cast('h1')),
        properties: {
          headers: {
            'X-Auth-Token': plain(),
            auth: { token: plain() },
            'x-death': [{ queue: 'a', reason: 'expired' }],
            password: [plain()],
          },
        },
      },
    },
  ];
}

/** Text that each harmless value holds, with its number. */
export const harmlessMark = 'Hk4v';

/** Names of harmless values, whose value is text. */
export const harmlessNames: readonly string[] = [
  ...[
    'token_type',
    'password_expires_at',
    'secret_ref',
    'secret_uuid',
    'tokenizer',
    'connection_info_version',
  ],
  ...[
    'token_expires_at',
    'token_issued_at',
    'secret_name',
    'secret_type',
    'token_url',
    'password_hash_algorithm',
  ],
  ...[
    'secret_href',
    'auth_url',
    'auth_type',
    'auth_method',
    'auth_section',
    'auth_plugin',
    'token_endpoint',
  ],
  ...[
    'key_name',
    'key_id',
    'public_key',
    'sort_key',
    'routing_key',
    'encryption_key_id',
    'key_manager',
    'key_size',
  ],
  ...[
    'ssh_authorized_keys',
    'keypair_name',
    'img_signature',
    'img_signature_key_type',
    'secretary',
    'passthrough',
  ],
  ...[
    'pci_passthrough',
    'compass',
    'bypass_reason',
    'credential_id',
    'cred_type',
    'cookie_domain',
    'cookie_path',
  ],
  ...[
    'ipmi_address',
    'ipmi_username',
    'ipmi_port_name',
    'snmp_version',
    'snmp_user',
    'ipmi_terminal_port',
  ],
  ...[
    'password_policy',
    'password_regex_description',
    'token_provider',
    'token_driver',
    'secret_store',
  ],
  ...[
    'private_key_file',
    'ca_cert',
    'certificate_format',
    'tls_container_ref',
    'cipher',
    'encryption_algorithm',
  ],
  ...[
    'host',
    'config_drive',
    'display_name',
    'author',
    'authority',
    'authors',
    'signal_name',
    'monkey',
    'hockey',
  ],
  ...[
    'nova_object.name',
    'user_id',
    'project_id',
    'trust_id',
    'request_id',
    'keystone_url',
    'catalog_name',
  ],
];

/** Policy and counts, which stay although they are numbers under such names. */
export const harmlessMembers: JsonObject = {
  max_password_length: 1000001,
  token_ttl: 1000002,
  password_expires_days: 1000003,
  secrets: 1000004,
  key_pairs: 1000005,
  injected_files: 1000006,
  injected_file_content_bytes: 1000007,
  max_token_size: 1000008,
  password_history_count: 1000009,
  lockout_failure_attempts: 1000010,
};
