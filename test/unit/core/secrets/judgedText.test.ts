/** Tests texts whose names or options say little, so that the look of their values decides. */
import { describe, expect, test } from 'vitest';
import { Masker } from '../../../../src/core/secrets/masking';
import { growth, linearGrowth } from '../../../support/growth';

const secret = 'Fub9kadiRemo2';
const shown = (text: string): string => new Masker('salt').maskText(text);

function expectMasked(text: string): void {
  expect(shown(text)).not.toContain(secret);
  expect(shown(text)).toContain('‹');
}

describe('the argument of any program is masked', () => {
  test.each([
    `anytool -p ${secret}`,
    `anytool -p '${secret}' status`,
    `anytool -P${secret} -v`,
    `anytool -pass pass:${secret}`,
    `['anytool', '-p', '${secret}']`,
    `openssl x509 -passin pass:${secret} -in x`,
    `mysql -u root -p${secret} nova`,
    `sshpass -p ${secret} ssh h`,
    `curl -u nova:${secret} http://h`,
    `ctr images pull -u bob:${secret} reg/x:1`,
    `skopeo copy --dest-creds=bob:${secret} a b`,
    `agent --auth-token=${secret}`,
    `mount -t cifs -o user=a%${secret},uid=0 //x /m`,
    `tool --key-file <(echo -n ${secret}) x`,
    `tool psk <(echo '${secret}')`,
    `ac-user-set-password admin ${secret}`,
    `ipmicfg -user setpwd 2 ${secret}`,
    `x --setSIDPassword old ${secret} /dev/sda`,
    `reg add HKLM\\x /v DefaultPassword /t REG_SZ /d ${secret} /f`,
  ])('%s', expectMasked);

  test.each([
    'anytool -p 8080',
    'anytool -p /var/lib/x/Abcdefgh12345678',
    'anytool -P Ctl7-room4',
    'docker run -u nova:nova -p 8080:80 x',
    'chown -u 1000:1000 x',
    'anytool -w 7c1d44aa-52b1-4f0a-9a53-0c7d5e7b1a10',
    'mount -o user=a,uid=1 //x /m',
    'curl http://h/x?user=a%40b',
    'diff <(echo Ctl7) x',
    'set-password for Ctl7 failed',
    'reset-token of user nova7 failed',
  ])('a value that does not look like a secret stays: %s', text => {
    expect(shown(text)).toBe(text);
  });
});

describe('the value is masked', () => {
  test.each([
    `Access code: ${secret}`,
    `verification code is ${secret}`,
    `Your one-time code: ${secret}`,
    `recovery key: ${secret}`,
    `Unseal Key 1: ${secret}\nUnseal Key 2: x`,
    `password{${secret}}`,
    `Server=h;u=bob;p=${secret};x=1`,
    `Password is now "${secret}"`,
    `**Password:** ${secret}`,
    `<b>Password:</b> ${secret}<br>`,
    `{password: !!str ${secret}, a: b}`,
    `<entry><string>db_password</string><string>${secret}</string></entry>`,
    `rabbitmqctl eval 'application:set_env(rabbit, default_pass, <<"${secret}">>).'`,
    `username:s:a\npassword 51:b:${secret}\n`,
  ])('behind a name: %s', expectMasked);

  test.each([
    `DB=nova/${secret}@//db:1521/x`,
    `pool: user/${secret}@h:1521/orcl`,
    `iscsi://u%${secret}@h/iqn.x/0`,
    `https://chat/hooks/x7q9${secret}abcd`,
    `https://hooks.zapier.com/hooks/catch/123456/${secret}abcdef/`,
    `Authorization is Storpool v1:${secret}`,
    `https://idrac/console?VCSID=${secret}`,
  ])('in an address: %s', expectMasked);

  test.each([
    'Access code: required',
    'recovery key: Ctl7-room4',
    'sort key: Ctl7Room4',
    'error code: Abcdefgh12',
    'password{}',
    'Server=h;u=bob;x=Ctl7Room4',
    'test pass: Ctl7Room4x',
    'erase pass 2 of Ctl7Room4x',
    'nova/compute@ctl7:8774/x',
    'registry/nova/api@ctl7:5000/x',
    'https://h/hooks/7c1d44aa-52b1-4f0a-9a53-0c7d5e7b1a10',
    'https://h/webhooks/created',
  ])('other values stay: %s', text => {
    expect(shown(text)).toBe(text);
  });
});

test.each([
  ...[' -p a', ' -u a:', '-pass pass:', "'-p', '", 'user=a%', 'key <(echo ', 'set-password a '],
  ...[
    'access code ',
    'unseal key 1',
    'password{',
    ';u=a;p=',
    '**password:**',
    '!!str ',
    'pass: !a ',
  ],
  ...[
    'a/bcd@',
    'a/bcd@h:1521/',
    'iscsi://a%',
    '/hooks/',
    '/hooks/catch/1/',
    '<b>a</b><b>',
    'test pass ',
  ],
])('a text that repeats %j is masked in linear time', part => {
  expect(growth(part, shown)).toBeLessThan(linearGrowth);
});
