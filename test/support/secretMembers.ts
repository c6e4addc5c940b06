/** Secrets in mappings and lists whose names stand elsewhere: in a member beside them, or above a column. */
import type { JsonObject } from '../../src/core/base/json';

export const secretTables: readonly ((secret: string) => JsonObject)[] = [
  s => ({ columns: ['name', 'password'], values: ['u', s] }),
  s => ({ columns: ['id', 'password'], rows: [[1, s]] }),
  s => ({ attr: 'admin_password', val: s }),
  s => ({ tag: 'admin_password', text: s }),
  s => ({ '@name': 'admin_password', $: s }),
  s => ({
    columns: ['name', 'password'],
    rows: [
      ['u', s],
      ['v', s],
    ],
  }),
  s => ({ fields: ['id', 'secret', 'size'], data: [['1', s, 3]] }),
  s => ({ keys: ['user', 'token'], values: ['u', s] }),
  s => ({ header: ['user', 'Password'], rows: [['u', s]] }),
  s => ({ column_names: ['a', 'auth_token', 'b'], vals: [1, s, 2] }),
  s => ({ keys: ['user', 'credential'], values: ['u', { blob: s }] }),
  s => ({
    table: [
      ['user', 'password'],
      ['u', s],
      ['v', s],
    ],
  }),
  s => ({
    table: [
      ['User', 'Root Password'],
      ['u', s],
    ],
  }),
  s => ({ modlist: [[2, 'userPassword', [s]]] }),
  s => ({ patch: ['set', 'password', s] }),
  s => ({ hmset: ['user', 'u', 'password', s] }),
];

export const secretMembers: readonly ((secret: string) => JsonObject)[] = [
  s => ({ type: 'password', value: s }),
  s => ({ kind: 'token', data: s }),
  s => ({ title: 'Password', data: s }),
  s => ({ label: 'Root password', text: s }),
  s => ({ payload: s, payload_content_type: 'text/plain' }),
  s => ({ payload: s, payload_content_encoding: 'base64' }),
  s => ({ kind: 'Secret', metadata: { name: 'x' }, data: { user: s }, stringData: { foo: s } }),
  s => ({ path: '/etc/keystone/fernet-keys/0', content: s }),
  s => ({ path: '/etc/octavia/certs/server.pem', contents: s }),
  s => ({ config_drive_files: { '/etc/octavia/certs/server.pem': s } }),
  s => ({ files: { '/root/.ssh/id_ed25519': s, '/root/.my.cnf': s } }),
  s => ({ params: { url: 'http://192.0.2.7', auth: `admin:${s}` } }),
  s => ({ auths: { 'quay.io': { auth: Buffer.from(`user:${s}`).toString('base64') } } }),
  s => ({ chap: ['user', s] }),
  s => ({ auth: { user: 'service:glance', key: s, auth_version: 3 } }),
  s => ({ arguments: { 'qom-type': 'secret', id: 'secret0', data: s } }),
  s => ({ auth: { basic: `admin:${s}` } }),
  s => ({ p11_crypto_plugin: { library_path: '/usr/lib/x.so', login: s, slot_id: 1 } }),
];

/** Mappings and lists of the same forms that hold no secret. */
export const harmlessForms: JsonObject = {
  columns: { columns: ['name', 'status'], values: ['frontend-1', 'ACTIVE-2'] },
  names: { fields: ['id', 'key_name'], rows: [['17', 'my-own-keypair']] },
  types: { names: ['admin_password', 'flavor'], values: ['string', 'string'] },
  rules: [
    ['password', 'totp'],
    ['password', 'custom-auth'],
  ],
  methods: { methods: ['password', 'token'], results: ['password', 'token'] },
  limits: {
    tokens_per_second: 50,
    token_bucket: 'bucket-17',
    extra_specs_key: 'hw17',
    device_key: 'd17',
  },
  required: ['username', 'password', 'project'],
  camel: ['password', 'userName', 'projectId'],
  type: { type: 'password', label: 'Type of field' },
  reset: { title: 'Password reset', text: 'Ask the desk 17' },
  image: { type: 'image/png', data: 'chart-17' },
  auth: { auth: 'keystone', other: { auth: 'v3password' }, url: { auth: 'http://192.0.2.7:5000' } },
  basic: { basic: 'small:2', login: 'operator' },
  certificate: { path: '/etc/ssl/ca-bundle.pem', content: 'bundle-17 of 18' },
};
