/** Failures of the outside world in words: one sentence that names what failed, and what helps. */
import { l10n } from 'vscode';
import type { SourceFailure, SourceFailureCode } from '../core/amqp/sourceState';
import type { TransportUrlProblem } from '../core/amqp/transportUrl';
import { knownSchemes } from '../core/amqp/transportUrl';
import type { ManagementUrlProblem } from '../core/amqp/managementUrl';
import type { CommandId } from './contributions';
import { commands, settings } from './contributions';

/** Something that a person can do about a problem, offered as a button. */
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

/** What a failure was about; words fall back to general ones where something is not known. */
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

export const traceOnCommand = (vhost: string): string =>
  `rabbitmqctl trace_on -p ${shellWord(vhost)}`;

export const traceOffCommand = (vhost: string): string =>
  `rabbitmqctl trace_off -p ${shellWord(vhost)}`;

export function explainFailure(failure: SourceFailure, subject: FailureSubject = {}): Problem {
  return factories[failure.code]({
    detail: failure.detail,
    host: failure.host ?? l10n.t('the broker'),
    name: subject.name ?? l10n.t('the capture'),
    vhost: subject.vhost ?? '/',
    username: subject.username ?? l10n.t('the user'),
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

/** Any error as a problem: its own, its failure's, or its message with the log as remedy. */
export function problemOf(error: unknown, subject?: FailureSubject): Problem {
  if (error instanceof UserError) return error.problem;
  const failure = failureOf(error);
  if (failure) return explainFailure(failure, subject);
  return problem(error instanceof Error ? error.message : String(error), showLog());
}

/** The indexer of Python files died, again. */
export const indexerEnded = (detail: string): Problem =>
  problem(
    l10n.t('The indexer of Python files ended by itself ({0}): code is not found now.', detail),
    { label: l10n.t('Start It Again'), command: commands.toggleIndexing },
    showLog(),
  );

/** A question about code took too long. */
export const indexerSilent = (): Problem =>
  problem(
    l10n.t('The indexer of Python files did not answer in time: ask again when it is done.'),
    { label: l10n.t('Show What Is Indexed'), command: commands.showIndex },
    showLog(),
  );

/** Why a text is no address of a broker. */
export function explainTransportUrl(problem: TransportUrlProblem): string {
  switch (problem.code) {
    case 'empty':
      return l10n.t('Enter an address, like rabbit://user:password@host:5672/.');
    case 'noScheme':
      return l10n.t('An address begins with rabbit:// or amqp://.');
    case 'unknownScheme':
      return l10n.t(
        'RPC Scope does not know {0}://, only {1}.',
        problem.scheme,
        knownSchemes.map(scheme => `${scheme}://`).join(', '),
      );
    case 'noHost':
      return l10n.t('The address names no host.');
    case 'strayHash':
      return l10n.t('A # in a password has to be written as %23.');
    case 'badPort':
      return l10n.t(
        'Host {0} of the address has no valid port; in a password, write / ? , as %2F %3F %2C.',
        problem.hostIndex + 1,
      );
    case 'badIpv6':
      return l10n.t(
        'Host {0} of the address is no IPv6 address in brackets, like [::1]:5672.',
        problem.hostIndex + 1,
      );
  }
}

/** Why a text is no address of a management API. */
export function explainManagementUrl(problem: ManagementUrlProblem): string {
  switch (problem) {
    case 'notHttp':
      return l10n.t('The address of a management API begins with http:// or https://.');
    case 'invalid':
      return l10n.t('This is no address, like http://host:15672.');
    case 'badCredentials':
      return l10n.t('A % in the user name or password has to be written as %25.');
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

const editBroker = (): Remedy => ({ label: l10n.t('Edit Broker…'), command: commands.editBroker });
const connect = (): Remedy => ({ label: l10n.t('Connect Again'), command: commands.connect });
const showLog = (): Remedy => ({ label: l10n.t('Show Log'), command: commands.showLog });
const openOther = (): Remedy => ({ label: l10n.t('Open Another…'), command: commands.openCapture });
const copyCommand = (copy: string): Remedy => ({ label: l10n.t('Copy Command'), copy });

const factories: Readonly<Record<SourceFailureCode, (facts: Facts) => Problem>> = {
  accessRefused: ({ host, username }) =>
    problem(
      l10n.t('{0} refused the user name or password of "{1}".', host, username),
      editBroker(),
    ),
  noSuchVhost: ({ host, vhost }) =>
    problem(l10n.t('{0} has no vhost "{1}".', host, vhost), editBroker()),
  noVhostPermission: ({ vhost, username }) =>
    problem(
      l10n.t('"{0}" has no permissions in vhost "{1}".', username, vhost),
      copyCommand(grantTapCommand(vhost, username)),
      editBroker(),
    ),
  noTraceExchangePermission: ({ vhost, username }) =>
    problem(
      l10n.t('"{0}" may not read "amq.rabbitmq.trace" in vhost "{1}".', username, vhost),
      copyCommand(grantTapCommand(vhost, username)),
      editBroker(),
    ),
  noQueuePermission: ({ vhost, username }) =>
    problem(
      l10n.t('"{0}" may not create the queue of the tap in vhost "{1}".', username, vhost),
      copyCommand(grantTapCommand(vhost, username)),
      editBroker(),
    ),
  connectionRefused: ({ host }) =>
    problem(
      l10n.t('Nothing listens at {0}: is the broker running, and is the port right?', host),
      editBroker(),
    ),
  hostNotFound: ({ host }) =>
    problem(l10n.t('There is no host of the name {0}.', host), editBroker()),
  timedOut: ({ host }) =>
    problem(l10n.t('{0} did not answer in time: a firewall, or another port?', host), editBroker()),
  notAmqp: ({ host, detail }) =>
    problem(
      l10n.t('{0} does not speak AMQP 0-9-1, or TLS is set wrongly ({1}).', host, detail),
      editBroker(),
    ),
  untrustedCertificate: ({ host, detail }) =>
    problem(
      l10n.t(
        'The certificate of {0} is not trusted ({1}): choose the CA that signed it.',
        host,
        detail,
      ),
      editBroker(),
    ),
  unreadableTlsFile: ({ detail }) =>
    problem(l10n.t('A certificate or key file cannot be read ({0}).', detail), editBroker()),
  connectionClosed: ({ host, detail }) =>
    problem(l10n.t('{0} closed the connection ({1}).', host, detail), connect()),
  noSuchQueue: ({ host, detail }) =>
    problem(l10n.t('The queue is not on {0} ({1}).', host, detail), connect()),
  queueLocked: ({ detail }) =>
    problem(
      l10n.t('The queue belongs to another connection, which alone may read it ({0}).', detail),
      connect(),
    ),
  streamsNotTraced: ({ detail }) =>
    problem(l10n.t('A stream cannot hold the firehose of this broker: {0}.', detail), connect()),
  cannotBindExchange: ({ detail }) =>
    problem(l10n.t('An exchange cannot be tapped: {0}.', detail), editBroker()),
  noSuchExchange: ({ host, detail }) =>
    problem(l10n.t('The exchange is not on {0} yet ({1}).', host, detail), connect()),
  notATraceQueue: ({ detail }) =>
    problem(
      l10n.t('Only queues of trace messages are read, and {0}: nothing was taken.', detail),
      connect(),
    ),
  queueDeleted: ({ host }) =>
    problem(l10n.t('The queue of the tap was deleted on {0}.', host), connect()),
  brokerInternalError: ({ host }) =>
    problem(
      l10n.t(
        '{0} cannot trace a queue or exchange with a name this long: bind to "publish.#" only.',
        host,
      ),
      { label: l10n.t('Change Binding Keys'), setting: 'rpcscope.tap.bindingKeys' },
      connect(),
    ),
  managementUnreachable: ({ host, detail }) =>
    problem(l10n.t('The management API at {0} does not answer ({1}).', host, detail), editBroker()),
  managementAccessRefused: ({ username }) =>
    problem(
      l10n.t('The management API refused the user name or password of "{0}".', username),
      editBroker(),
    ),
  managementForbidden: ({ username }) =>
    problem(
      l10n.t(
        '"{0}" may not ask the management API: the user needs the tag "monitoring".',
        username,
      ),
      copyCommand(`rabbitmqctl set_user_tags ${shellWord(username)} monitoring`),
      editBroker(),
    ),
  fileUnreadable: ({ name, detail }) =>
    problem(l10n.t('"{0}" cannot be read ({1}).', name, detail), openOther()),
  unknownFormat: ({ name }) =>
    problem(
      l10n.t(
        '"{0}" is of no format that RPC Scope reads: neither a capture nor a trace log.',
        name,
      ),
      openOther(),
    ),
  newerCapture: ({ name, detail }) =>
    problem(
      l10n.t('"{0}" was written by a newer RPC Scope: update the extension ({1}).', name, detail),
      openOther(),
    ),
  olderCapture: ({ name }) =>
    problem(
      l10n.t(
        '"{0}" was written by an older RPC Scope and stays as it is: save a copy to write on.',
        name,
      ),
      { label: l10n.t('Save Capture As…'), command: commands.saveCapture },
    ),
  damagedCapture: ({ name, detail }) =>
    problem(l10n.t('"{0}" is damaged ({1}).', name, detail), openOther(), showLog()),
  captureUnwritable: ({ name, detail }) =>
    problem(
      l10n.t(
        '"{0}" could not be written on ({1}). Make room on the disk; all that it had is kept.',
        name,
        detail,
      ),
      showLog(),
    ),
  engineEnded: ({ name, detail }) =>
    problem(
      l10n.t(
        'The engine of "{0}" ended by itself ({1}); all it had written is kept.',
        name,
        detail,
      ),
      showLog(),
    ),
  other: ({ detail }) => problem(detail, showLog()),
};

/** Quoted for a POSIX shell where it has to be. */
const shellWord = (word: string): string =>
  /^[\w/.@-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
