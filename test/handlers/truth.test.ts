/**
 * The resolver, judged by tables that were made without it (truth/README.md), on the code of nova,
 * neutron, cinder, glance and heat, and of ironic, designate, manila and octavia.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenIndex } from '../../src/indexer/openIndex';
import {
  callOf,
  cell,
  deciding,
  handlersOf,
  indexed,
  judge,
  nameOf,
  notificationOf,
  project,
  rows,
} from './judging';
import { others, zed } from './openstackSources.mts';

let zedCode: OpenIndex;
let otherCode: OpenIndex;

beforeAll(async () => {
  zedCode = await indexed(zed);
  otherCode = await indexed(others);
}, 600_000);

afterAll(async () => {
  await zedCode.close();
  await otherCode.close();
});

describe('kinds of requests in the captures', () => {
  test('have the right handler first, or a doubt', () => {
    const judged = judge(rows('handlers.tsv'), row => handlersOf(zedCode.api, row));
    expect(judged.silentlyWrong).toEqual([]);
    expect(judged.first).toBeGreaterThanOrEqual(0.98);
    // One topic has no listener in this release, and the answer tells so.
    expect(judged.wrong).toEqual([expect.stringContaining('port_delete')]);
    expect(judged.amongThree).toBeGreaterThanOrEqual(0.99);
  });

  test('have the right caller first: the function that names the method', () => {
    const judged = judge(rows('callers.tsv'), row => zedCode.api.callers(callOf(row)), deciding);
    expect(judged.wrong).toEqual([]);
  });

  test('have the right emitter first: the function that decides', () => {
    const judged = judge(
      rows('emitters.tsv'),
      row => zedCode.api.emitters(notificationOf(row, [`${project(row)}-api`])),
      deciding,
    );
    expect(judged.wrong).toEqual([]);
  });

  test('have tracebacks whose frames all lead to the right function', () => {
    for (const row of rows('frames.tsv')) {
      const [file = ''] = Object.values(row);
      const line = cell(row, 'line');
      const text = `  File "${file}", line ${line}, in ${cell(row, 'function')}\n    code\n`;
      const [frame] = zedCode.api.frames(text);
      expect(frame?.place && nameOf(frame.place)).toBe(cell(row, 'expected'));
    }
  });
});

describe('every method of every endpoint', () => {
  // Many of these names are never sent, and some are the library's own.
  test.each([
    ['endpoints.tsv', () => zedCode.api, 0.97],
    ['endpoints-more.tsv', () => otherCode.api, 0.97],
  ] as const)('in %s has the right handler first, or a doubt', (table, code, share) => {
    const own = rows(table).filter(row => !cell(row, 'expected').startsWith('oslo_service/'));
    const judged = judge(own, row => handlersOf(code(), row));
    expect(judged.silentlyWrong).toEqual([]);
    expect(judged.first).toBeGreaterThanOrEqual(share);
  });

  test('a method of a versioned object is found by object and method', () => {
    const judged = judge(rows('objects.tsv'), row => {
      const [objectName, objectMethod] = [cell(row, 'objname'), cell(row, 'objmethod')];
      const base = callOf({ exchange: 'nova', topic: 'conductor', version: '3.0' });
      const method = 'object_class_action_versions';
      return zedCode.api.handlers({ ...base, method, objectName, objectMethod }).handlers;
    });
    expect(judged.wrong).toEqual([]);
  });
});

test('every method of every client class has the right caller first', () => {
  const judged = judge(
    rows('clients.tsv'),
    row => {
      const project = cell(row, 'package');
      const { api } = (zed as readonly string[]).includes(project) ? zedCode : otherCode;
      const call = { ...callOf(row), exchange: project === 'cinder' ? 'openstack' : project };
      return api.callers(call);
    },
    deciding,
  );
  expect(judged.first).toBeGreaterThanOrEqual(0.99);
});
