/** Tests secrets that calls, clauses of SQL and commands of Redis get as arguments, or that commands print. */
import { describe, expect, test } from 'vitest';
import { Masker } from '../../../../src/core/secrets/masking';
import { growth, linearGrowth } from '../../../support/growth';

const secret = 'Deb9monuKasi4';
const shown = (text: string): string => new Masker('salt').maskText(text);

test.each([
  `kwargs: {'auth': ('nova', '${secret}'), 'timeout': 5}`,
  `kwargs: {'auth': ['nova', '${secret}'], 'timeout': 5}`,
  `{\\"auth\\": [\\"nova\\", \\"${secret}\\"]`,
  `using credentials ('nova', '${secret}')`,
  `session.login_with_password('root', '${secret}', '1.0')`,
  `check_password(context, '${secret}')`,
  `verify_password("bob", "${secret}")`,
  `validate_token(ctxt, u'${secret}')`,
  `db.changeUserPassword("a", "${secret}")`,
  `ALTER USER sys IDENTIFIED BY ${secret}`,
  `CREATE DATABASE LINK l CONNECT TO u IDENTIFIED BY ${secret} USING 'x'`,
  `grant select on x.* to bob identified by ${secret};`,
  `Command # 1 (AUTH ${secret}) of pipeline caused error: WRONGPASS`,
  `HELLO 3 AUTH default ${secret}`,
  `redis: AUTH ${secret}`,
  `SELECT pgp_sym_encrypt('data', '${secret}')`,
  `SELECT AES_ENCRYPT('data', '${secret}')`,
  `PRAGMA key='${secret}'`,
  `IDENTIFIED VIA unix_socket OR mysql_native_password USING '${secret}'`,
  `ssh.connect('h', 22, 'root', '${secret}')`,
  `create_user('bob', '${secret}')`,
  `credentials (nova, ${secret}) refused`,
  `credentials: nova / ${secret}, retry`,
  `[System.Net.NetworkCredential]::new("u","${secret}")`,
  `--object secret,id=sec0,data=${secret}`,
])('a secret is masked in %s', text => {
  expect(shown(text)).not.toContain(secret);
  expect(shown(text)).toContain('‹');
});

test.each([
  "'auth': ['password', 'token']",
  "self.get_user_token(ctxt, 'ctl7', 'Room4')",
  "self.find_token(ctxt, 'ctl7')",
  "compare('ctl7', 'Room4')",
  'a volume that is identified by 7c1d44aa of user bob',
  'the user is identified by its uuid',
  'redis: AUTH failed',
  'Redis AUTH error',
  'SMTP AUTH LOGIN',
  "create_user('bob', 'Ctl7 Room4')",
  "connect('ctl7', 22, 'root')",
  'credentials (nova, glance7) refused',
  '--object secret,id=s0,file=/run/x7',
  'PRAGMA foreign_keys=ON',
])('a harmless text stays: %s', text => {
  expect(shown(text)).toBe(text);
});

describe('the output of a command', () => {
  const told = (command: string, output: string): string =>
    `Command: ${command}\nExit code: 1\nStdout: '${output}\\n'\nStderr: 'x'`;

  test.each([
    'cat /etc/octavia/.vrrp_password',
    'sudo cat /var/lib/rabbitmq/.erlang.cookie',
    'kubeadm certs certificate-key',
    "rabbitmqctl eval 'erlang:get_cookie().'",
    'ceph auth get-or-create-key client.x',
    'kubectl get secret x -o jsonpath={.data.pw}',
    'crudini --get /etc/nova/nova.conf DEFAULT admin_password',
    'hiera mysql::root_password',
    'vault kv get -field=pw kv/x',
    'wg show wg0 private-key',
  ])('the output is masked of a command that prints a secret: %s', command => {
    expect(shown(told(command, secret))).not.toContain(secret);
  });

  test('output without quotes is masked up to the end of its line', () => {
    expect(shown(`Command: cat /run/secrets/db_password\nStdout: ${secret}\nStderr: x7`)).toMatch(
      /Stdout: ‹password:[0-9a-f]{8}›\nStderr: x7$/,
    );
  });

  test.each([
    'cat /etc/passwd',
    'cat /proc/cpuinfo',
    'ip netns exec x ip link show',
    'openstack --os-token-type x show flavor',
    'rbd ls -n client.x',
  ])('the output stays of a command that prints no secret: %s', command => {
    expect(shown(told(command, 'Ctl7 Room4'))).toBe(told(command, 'Ctl7 Room4'));
  });
});

test.each([
  ...[
    "auth: ('a', ",
    'credentials [',
    'a_password(',
    'apassword(b, ',
    'to a identified by ',
    'redis AUTH ',
  ],
  ...[
    'Command: cat password Stdout: ',
    'Command: ',
    'Stdout: ',
    'HELLO 3 AUTH ',
    'create_user(a, ',
    'credentials: a / b',
    'secret,data=',
    'connect("a", 2, ',
  ],
])('a text that repeats %j is masked in linear time', part => {
  expect(growth(part, shown)).toBeLessThan(linearGrowth);
});
