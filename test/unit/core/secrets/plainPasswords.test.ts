import { expect, test } from 'vitest';
import type { JsonValue } from '../../../../src/core/base/json';
import { Masker } from '../../../../src/core/secrets/masking';

/** A password of letters alone, which only its place tells from the name of a field. */
const password = 'karigakivine';

test.each<JsonValue>([
  ['password', password],
  [
    ['host', 'h'],
    ['password', password],
  ],
  [
    ['token', password],
    ['host', 'h'],
  ],
  { __tuple__: ['db_password', password] },
  [['DEFAULT', 'admin_password', password]],
  ['user', 'bob', 'password', password],
  { names: ['user', 'password'], values: ['bob', password] },
  `[('host', 'h'), ('password', '${password}')]`,
  `OrderedDict([('password', '${password}')])`,
  `[(b'X-Auth-Token', b'${password}')]`,
  `p.setProperty("password", "${password}")`,
  `define('DB_PASSWORD', '${password}');`,
])('a password of letters alone is masked in %j', value => {
  const masked = JSON.stringify(new Masker('salt').mask({ value }));
  expect(masked).not.toContain(password);
  expect(masked).toContain('‹');
});

test.each<JsonValue>([
  ['password', 'totp'],
  ['password', 'user_name'],
  ['user_data', 'vm_state'],
  ['updated_at', 'user_data', 'task_state', 'root_device_name'],
  ['Name', 'Password', 'Domain'],
  { changes: ['access_key', 'host'], columns: ['id', 'secret'] },
  "fields ('password', 'project_id')",
])('names of fields stay in %j', value => {
  const message = { value };
  expect(new Masker('salt').mask(message)).toEqual(message);
});
