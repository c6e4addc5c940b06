/** Texts of failures: one sentence that names what failed, and remedies. */

import { shellWord } from '../core/amqp/shellCommands';
import type { SourceFailure, SourceFailureCode } from '../core/amqp/sourceState';
import type { TransportUrlProblem } from '../core/amqp/transportUrl';
import { knownSchemes } from '../core/amqp/transportUrl';
import type { ManagementUrlProblem } from '../core/amqp/managementUrl';
import type { CommandId } from '../protocol/actions/actions';
import { actions } from '../protocol/actions/actions';
import { settings } from './contributions/settings';

/** A remedy for a problem, offered as a button. */
export type Remedy = { readonly label: string } & (
  | { readonly command: CommandId }
  | { readonly copy: string }
  | { readonly setting: keyof typeof settings }
);

export interface Problem {
  readonly sentence: string;
  readonly remedies: readonly Remedy[];
}

/** A problem that ends a command. */
export class UserError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.sentence);
    this.name = 'UserError';
  }
}

/** Subject of a failure; unknown parts are replaced by general words. */
export interface FailureSubject {
  /** Profile name of a broker, or a file name. */
  readonly name?: string;
  readonly vhost?: string;
  readonly username?: string;
}

/** The permissions of a user that may tap the firehose and nothing else. */
export const grantTapCommand = (vhost: string, username: string): string =>
  `rabbitmqctl set_permissions -p ${shellWord(vhost)} ${shellWord(username)} ` +
  String.raw`'^rpcscope\..*' '^rpcscope\..*' '^(rpcscope\..*|amq\.rabbitmq\.trace)$'`;

export function explainFailure(failure: SourceFailure, subject: FailureSubject = {}): Problem {
  return factories[failure.code]({
    detail: failure.detail,
    host: failure.host ?? 'the broker',
    name: subject.name ?? 'the capture',
    vhost: subject.vhost ?? '/',
    username: subject.username ?? 'the user',
  });
}

/** The failure that an error of an engine or a broker request carries, if any. */
export function failureOf(error: unknown): SourceFailure | undefined {
  const failure = (error as { failure?: unknown } | null | undefined)?.failure;
  return isSourceFailure(failure) ? failure : undefined;
}

const isSourceFailure = (value: unknown): value is SourceFailure =>
  typeof value === 'object' &&
  value !== null &&
  'code' in value &&
  typeof value.code === 'string' &&
  Object.hasOwn(factories, value.code);

/** Turns any error into a problem; an unknown error keeps its message and offers the log. */
export function problemOf(error: unknown, subject?: FailureSubject): Problem {
  if (error instanceof UserError) return error.problem;
  const failure = failureOf(error);
  if (failure) return explainFailure(failure, subject);
  return problem(error instanceof Error ? error.message : String(error), showLog);
}

/** The indexer of Python files crashed repeatedly. */
export const indexerEnded = (detail: string): Problem =>
  problem(
    `The indexer of Python files ended by itself (${detail}): code cannot be found until it runs again.`,
    { label: 'Start It Again', command: actions.toggleIndexing.id },
    showLog,
  );

/** A question about code took too long. */
export const indexerSilent = (): Problem =>
  problem(
    'The indexer of Python files did not answer in time: ask again when it is done.',
    { label: 'Show Python Index', command: actions.showIndex.id },
    showLog,
  );

/** @returns why a text is not the address of a broker */
export function explainTransportUrl(problem: TransportUrlProblem): string {
  switch (problem.code) {
    case 'empty':
      return 'Enter an address, like rabbit://user:password@host:5672/.';
    case 'noScheme':
      return 'An address begins with rabbit:// or amqp://.';
    case 'unknownScheme':
      return `RPC Scope does not know ${problem.scheme}://, only ${knownSchemes.map(scheme => `${scheme}://`).join(', ')}.`;
    case 'noHost':
      return 'The address names no host.';
    case 'strayHash':
      return 'A # in a password has to be written as %23.';
    case 'badPort':
      return `Host ${problem.hostIndex + 1} of the address has no valid port; in a password, write / ? , as %2F %3F %2C.`;
    case 'badIpv6':
      return `Host ${problem.hostIndex + 1} of the address is no IPv6 address in brackets, like [::1]:5672.`;
  }
}

/** @returns why a text is not the address of a management API */
export function explainManagementUrl(problem: ManagementUrlProblem): string {
  switch (problem) {
    case 'notHttp':
      return 'The address of a management API begins with http:// or https://.';
    case 'invalid':
      return 'This is not an address such as http://host:15672.';
    case 'badCredentials':
      return 'A % in the user name or password has to be written as %25.';
  }
}

interface Facts {
  readonly detail: string;
  readonly host: string;
  readonly name: string;
  readonly vhost: string;
  readonly username: string;
}

const problem = (sentence: string, ...remedies: readonly Remedy[]): Problem => ({
  sentence,
  remedies,
});

const editBroker: Remedy = { label: 'Edit Broker…', command: actions.editBroker.id };
const connect: Remedy = { label: 'Connect Again', command: actions.connect.id };
const showLog: Remedy = { label: 'Show Log', command: actions.showLog.id };
const openOther: Remedy = { label: 'Open Another…', command: actions.openCapture.id };
const copyCommand = (copy: string): Remedy => ({ label: 'Copy Command', copy });

const factories: Readonly<Record<SourceFailureCode, (facts: Facts) => Problem>> = {
  accessRefused: ({ host, username }) =>
    problem(`${host} refused the user name or password of "${username}".`, editBroker),
  noSuchVhost: ({ host, vhost }) => problem(`${host} has no vhost "${vhost}".`, editBroker),
  noVhostPermission: ({ vhost, username }) =>
    problem(
      `"${username}" has no permissions in vhost "${vhost}".`,
      copyCommand(grantTapCommand(vhost, username)),
      editBroker,
    ),
  noTraceExchangePermission: ({ vhost, username }) =>
    problem(
      `"${username}" may not read "amq.rabbitmq.trace" in vhost "${vhost}".`,
      copyCommand(grantTapCommand(vhost, username)),
      editBroker,
    ),
  noQueuePermission: ({ vhost, username }) =>
    problem(
      `"${username}" may not create the queue of the tap in vhost "${vhost}".`,
      copyCommand(grantTapCommand(vhost, username)),
      editBroker,
    ),
  connectionRefused: ({ host }) =>
    problem(
      `Nothing listens at ${host}: is the broker running, and is the port right?`,
      editBroker,
    ),
  hostNotFound: ({ host }) => problem(`There is no host named ${host}.`, editBroker),
  timedOut: ({ host }) =>
    problem(
      `${host} did not answer in time: check the port, and whether a firewall is in the way.`,
      editBroker,
    ),
  notAmqp: ({ host, detail }) =>
    problem(`${host} does not speak AMQP 0-9-1, or TLS is set wrongly (${detail}).`, editBroker),
  untrustedCertificate: ({ host, detail }) =>
    problem(
      `The certificate of ${host} is not trusted (${detail}): choose the CA that signed it.`,
      editBroker,
    ),
  unreadableTlsFile: ({ detail }) =>
    problem(`A certificate or key file cannot be read (${detail}).`, editBroker),
  connectionClosed: ({ host, detail }) =>
    problem(`${host} closed the connection (${detail}).`, connect),
  noSuchQueue: ({ host, detail }) => problem(`The queue is not on ${host} (${detail}).`, connect),
  queueLocked: ({ detail }) =>
    problem(
      `The queue belongs to another connection, which alone may read it (${detail}).`,
      connect,
    ),
  streamsNotTraced: ({ detail }) =>
    problem(`A stream cannot hold the firehose of this broker: ${detail}.`, connect),
  cannotBindExchange: ({ detail }) =>
    problem(`An exchange cannot be tapped: ${detail}.`, editBroker),
  noSuchExchange: ({ host, detail }) =>
    problem(`The exchange is not on ${host} yet (${detail}).`, connect),
  notATraceQueue: ({ detail }) =>
    problem(`Only queues of trace messages are read, and ${detail}. Nothing was taken.`, connect),
  queueDeleted: ({ host }) => problem(`The queue of the tap was deleted on ${host}.`, connect),
  brokerInternalError: ({ host }) =>
    problem(
      `${host} cannot trace a queue or exchange with such a long name: bind to "publish.#" only.`,
      { label: 'Change Binding Keys', setting: 'rpcscope.tap.bindingKeys' },
      connect,
    ),
  managementUnreachable: ({ host, detail }) =>
    problem(`The management API at ${host} does not answer (${detail}).`, editBroker),
  managementAccessRefused: ({ username }) =>
    problem(`The management API refused the user name or password of "${username}".`, editBroker),
  managementForbidden: ({ username }) =>
    problem(
      `"${username}" may not ask the management API: the user needs the tag "monitoring".`,
      copyCommand(`rabbitmqctl set_user_tags ${shellWord(username)} monitoring`),
      editBroker,
    ),
  fileUnreadable: ({ name, detail }) => problem(`"${name}" cannot be read (${detail}).`, openOther),
  unknownFormat: ({ name }) =>
    problem(
      `"${name}" is in no format that RPC Scope can read: it is neither a capture nor a trace log.`,
      openOther,
    ),
  newerCapture: ({ name, detail }) =>
    problem(
      `"${name}" was written by a newer RPC Scope: update the extension (${detail}).`,
      openOther,
    ),
  olderCapture: ({ name }) =>
    problem(
      `"${name}" was written by an older RPC Scope and is opened read-only: save a copy to change it.`,
      { label: 'Save Capture As…', command: actions.saveCapture.id },
    ),
  damagedCapture: ({ name, detail }) =>
    problem(`"${name}" is damaged (${detail}).`, openOther, showLog),
  captureUnwritable: ({ name, detail }) =>
    problem(
      `"${name}" could not be written (${detail}). Free space on the disk; everything written so far is kept.`,
      showLog,
    ),
  fileUnwritable: ({ name, detail }) => problem(`"${name}" cannot be written: ${detail}.`, showLog),
  secretsFound: ({ name, detail }) => problem(`"${name}": ${detail}.`, showLog),
  engineEnded: ({ name, detail }) =>
    problem(
      `The engine of "${name}" ended by itself (${detail}); everything that it had written is kept.`,
      showLog,
    ),
  other: ({ detail }) => problem(detail, showLog),
};
