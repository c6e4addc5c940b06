import { traceOnCommand } from '../../../src/core/amqp/shellCommands';
import { expect, test, vi } from 'vitest';
import { SourceError } from '../../../src/core/amqp/traceSource';
import { sourceFailureCodes } from './sourceFailureCodes';
import {
  explainFailure,
  failureOf,
  grantTapCommand,
  problemOf,
  UserError,
} from '../../../src/host/errors';

vi.mock('vscode', () => ({}));

test.each(sourceFailureCodes)('%s is explained by one sentence with a remedy', code => {
  const { sentence, remedies } = explainFailure(
    { code, detail: 'the detail', host: 'ctl1:5672' },
    { name: 'devstack', vhost: 'nova', username: 'scope' },
  );
  expect(sentence).not.toMatch(/\{\d\}|undefined/u);
  if (code !== 'other') expect(sentence).toMatch(/ctl1|devstack|nova|scope|the detail/u);
  expect(remedies.length).toBeGreaterThan(0);
  expect(new Set(remedies.map(remedy => remedy.label)).size).toBe(remedies.length);
});

test('each code has a sentence of its own', () => {
  const sentences = sourceFailureCodes.map(
    code => explainFailure({ code, detail: 'the detail' }).sentence,
  );
  expect(new Set(sentences).size).toBe(sourceFailureCodes.length);
});

test('the failure that an error carries is put into words', () => {
  const error = new SourceError({ code: 'noSuchVhost', detail: 'NOT_ALLOWED', host: 'h:5672' });
  expect(problemOf(error, { vhost: 'nova' }).sentence).toBe('h:5672 has no vhost "nova".');
});

test('an unknown code of a newer engine counts as none', () => {
  expect(failureOf({ failure: { code: 'toString', detail: '' } })).toBeUndefined();
  expect(failureOf({ failure: { code: 7 } })).toBeUndefined();
  expect(failureOf(null)).toBeUndefined();
});

test('any other error keeps its message and offers the log', () => {
  const { sentence, remedies } = problemOf(new TypeError('x is not a function'));
  expect(sentence).toBe('x is not a function');
  expect(remedies).toHaveLength(1);
});

test('a problem made for the user stays as it is', () => {
  const problem = { sentence: 'No.', remedies: [] };
  expect(problemOf(new UserError(problem))).toBe(problem);
});

test('commands to copy are quoted for a shell', () => {
  expect(traceOnCommand('/')).toBe('rabbitmqctl trace_on -p /');
  expect(traceOnCommand("a b';rm -rf")).toBe(String.raw`rabbitmqctl trace_on -p 'a b'\'';rm -rf'`);
  expect(traceOnCommand('')).toBe("rabbitmqctl trace_on -p ''");
  expect(grantTapCommand('/', 'scope')).toContain(`-p / scope '^rpcscope\\..*'`);
});
