/** Tests secrets whose name stands in a nested mapping, at the end of a path, as a target or as a method. */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/core/base/json';
import { Masker } from '../../../../src/core/secrets/masking';
import { growth, linearGrowth } from '../../../support/growth';

const secret = 'Gom2tikeVuld5';
const mask = (value: JsonObject): JsonObject => new Masker('salt').mask(value);

test.each<JsonObject>([
  { items: [{ parameter: { name: 'db_password', type: 'string' }, value: secret }] },
  { setting: { key: 'admin_password' }, value: secret },
  { definition: { name: 'ipmi_password' }, current: secret, previous: null },
  { property: { id: 'auth_token' }, default: { text: secret } },
  {
    detail: [
      { type: 'string_too_short', loc: ['body', 'admin_password'], msg: 'x', input: secret },
    ],
  },
  {
    errors: [
      { message: 'short', path: ['server', 'adminPass'], instance: secret, validator: 'minLength' },
    ],
  },
  { patch: [{ op: 'replace', path: ['driver_info', 'ipmi_password'], value: secret }] },
  { execute: 'change', arguments: { device: 'vnc', target: 'password', arg: secret } },
  { filename: 'admin_password', contents: secret },
  { file: '/etc/octavia/vrrp_password', content: secret },
  { action: 'set_password', value: secret },
  { subject: 'root_password', content: secret },
  { description: 'Admin password', value: secret },
  { method: 'set_admin_password', args: { instance: 'a', value: secret } },
  { method: 'change_password', args: { user: 'bob', old: secret, new: secret } },
  { method: 'store_secret', args: { payload: secret } },
  { method: 'rotate_token', args: ['ctl7', secret] },
  { objname: 'Credential', objmethod: 'get_by_value', args: [], kwargs: { value: secret } },
  { objmethod: 'set_password', args: [], kwargs: { new: secret } },
])('a secret is masked in %j', message => {
  const masked = JSON.stringify(mask(message));
  expect(masked).not.toContain(secret);
  expect(masked).toContain('‹');
});

test.each<JsonObject>([
  { parameter: { name: 'flavor', type: 'string' }, value: 'm1-Tiny7' },
  { setting: { key: 'password_policy' }, value: 'Strict7' },
  { resource: { name: 'x', value: 'Red7' }, value: 'Blue7' },
  { loc: ['body', 'flavor_name'], input: 'm1-Tiny7' },
  { path: ['server', 'flavorRef'], instance: 'm1-Tiny7', validator: 'enum' },
  { path: ['server', 'name'], instance: '7c1d44aa-52b1-4f0a-9a53-0c7d5e7b1a10' },
  { filename: 'motd', contents: 'Welcome to ctl7' },
  { filename: 'admin_password_policy', contents: 'Strict7' },
  { action: 'resize', value: 'm1-Tiny7' },
  { action: 'reset_password', data: {} },
  { action: 'reset_password', user: 'Bob7', host: 'ctl7' },
  { method: 'build_instance', args: { value: 'Red7', data: 'Blue7' } },
  { method: 'set_admin_password', args: { instance: 'Vm7' } },
  { objname: 'Instance', objmethod: 'save', args: [], kwargs: { value: 'Red7' } },
])('all of %j stays, as the same object', message => {
  expect(mask(message)).toBe(message);
});

test.each([
  '{"path":["password"],"value":1},',
  '{"filename":"password","data":"a"},',
  '{"option":',
])('a text that repeats %j is masked in linear time', part => {
  expect(growth(part, text => new Masker('salt').maskText(text))).toBeLessThan(linearGrowth);
});

describe('the arguments of a method with the name of a secret', () => {
  test.each<JsonObject>([
    { method: 'set_bmc_password', args: { args: ['node1', secret] } },
    { method: 'set_bmc_password', args: { params: [secret] } },
    { method: 'validate_token', args: { id: secret } },
  ])('are masked where they have no names, and where a token is an id: %j', message => {
    expect(JSON.stringify(mask(message))).not.toContain(secret);
  });

  test.each<JsonObject>([
    { method: 'set_bmc_power', args: { args: ['node1', 'Ctl7'] } },
    { method: 'get_secret', args: { id: '7c1d44aa-52b1', node: 'ctl7' } },
  ])('stay otherwise: %j', message => {
    expect(mask(message)).toBe(message);
  });
});
