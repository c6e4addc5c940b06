/** Tests that a body that was cut off anywhere, also inside a secret, holds no part of the secret. */
import { describe, expect, test } from 'vitest';
import { Masker } from '../../../../src/core/secrets/masking';

const masker = new Masker('salt');
const secret = 'Zq7xW9kLm3Tp8Rv2';
/** Length of the shortest part of a secret that is looked for, in characters. */
const part = 4;

const oslo = (inner: object): string =>
  JSON.stringify({ 'oslo.version': '2.0', 'oslo.message': JSON.stringify(inner) });

const bodies: Readonly<Record<string, string>> = {
  'a name and its value': oslo({ method: 'm', args: { admin_password: secret, b: 1 } }),
  'a leaf of a mapping': oslo({ args: { token: { user: 'a', ids: ['x', secret, 'y'] } } }),
  'a list': oslo({ args: { passwords: [secret, secret] } }),
  'name and value apart': oslo({ args: [{ name: 'admin_password', value: secret }] }),
  'JSON in JSON': oslo({
    failure: JSON.stringify({ kwargs: JSON.stringify({ password: secret }) }),
  }),
  'a URL': oslo({ args: { url: `rabbit://nova:${secret}@ctl1:5672/` } }),
  'a traceback': oslo({
    failure: JSON.stringify({ message: `x\npassword = '${secret}'`, tb: [] }),
  }),
  'a command': oslo({ args: { cmd: ['mysql', '--password', secret, 'x'] } }),
  'a console': oslo({ result: { url: `http://h/vnc.html?path=%3Ftoken%3D${secret}` } }),
  'a header': oslo({ args: { text: `GET /\r\nAuthorization: Basic ${secret}\r\nHost: h` } }),
  'the name of a member': oslo({ args: { a: 1, [`gAAAAAB${secret}`]: 1 } }),
  'an escaped secret': oslo({ args: { password: `"\\\n${secret}"` } }),
  'a Python dictionary': `{'a': {'password': '${secret}'}, 'b': 1}`,
  XML: `<a><password>${secret}</password><b>1</b></a>`,
  YAML: `a:\n  password: |\n    ${secret}\n    more\n  b: 1`,
};

describe('a body that is cut off after each character', () => {
  test.each(Object.entries(bodies))('%s', (_what, body) => {
    const left: string[] = [];
    for (let end = body.indexOf(secret) + part; end <= body.length; end++) {
      const masked = masker.maskCutText(body.slice(0, end));
      if (masked.includes(secret.slice(0, part))) left.push(masked);
    }
    expect(left).toEqual([]);
  });
});

test('the end of a body that is cut off stays when it holds no secret', () => {
  for (const body of [
    oslo({
      method: 'build',
      args: { host: 'cmp1', list: [1, 2.5, true, null], text: 'a "b" \\ c' },
    }),
    'http://ctl1:9292/images',
    '{"a": "http://ctl1:92',
  ]) {
    for (let end = 1; end <= body.length; end++) {
      expect(masker.maskCutText(body.slice(0, end))).toBe(body.slice(0, end));
    }
  }
});
