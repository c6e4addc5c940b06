/**
 * Chooses the calls of a Python file that are recorded. An OpenStack checkout has half a million
 * calls; few of them make targets, servers, clients and notifications, or pass names along.
 */
import { notifierLevels } from '../../core/code/pythonFacts';

const always = new Set([
  'Target',
  'EventType',
  'NotificationPublisher',
  'Notifier',
  'call',
  'cast',
  'fanout_cast',
  'cast_to',
  'call_to',
  'make_msg',
  'prepare',
  'method',
  'emit',
  '_emit',
  'cls',
  '__init__',
]);

const byName =
  /(?:^_?(?:get|create|make)_\w*(?:server|consumers?|listener|client|notifier)$|prepare|cctxt|^_?\w*notif\w*$|(?:^|_)(?:cast|fanout)(?:_|$)|Opt$|^rpc_\w+$)/;

/** Common methods of strings, dictionaries and loggers, which often get literals. */
const everyday = new Set([
  ...['get', 'pop', 'setdefault', 'update', 'startswith', 'endswith', 'join', 'split', 'rsplit'],
  ...['replace', 'strip', 'lstrip', 'rstrip', 'format', 'encode', 'decode', 'strftime', 'strptime'],
  ...['getattr', 'hasattr', 'setattr', 'isinstance', 'open', 'print', '_', 'N_', '_LE', '_LI'],
  ...['append', 'add', 'remove', 'index', 'count', 'find', 'partition', 'rpartition', 'exception'],
  ...['import_opt', 'getLogger', 'Column', 'ForeignKey', 'Index', 'Table', 'relationship'],
  ...['create_table', 'UniqueConstraint', 'PrimaryKeyConstraint', 'ForeignKeyConstraint'],
  ...['create_index', 'add_column', 'safe_get', 'execute', '_execute', 'add_argument'],
  ...['patch', 'object', 'Mock', 'MagicMock', 'assertEqual', 'assertIn', 'assertRaises', 'len'],
]);

/**
 * Matches up to five simple arguments, then a string that could be a method, topic or event type.
 */
const passesName =
  /\(\s*(?:[\w.=]+\s*,\s*){0,5}(?:\w+\s*=\s*)?f?['"][\w.:%(){}$-]{1,80}['"]\s*[,)%+.]/y;
/** Matches an argument that is a topic or a part of an event type, such as `rpc_api.ENGINE_TOPIC`. */
const passesTopic = /\([^()]{0,220}?(?:TOPIC|topic|binary\s*=|event_type|_suffix)/y;

/**
 * @param name last name of the callee
 * @param text text of the file
 * @param parenthesis index of the callee's `(`
 */
export function isInteresting(name: string, text: string, parenthesis: number): boolean {
  if (always.has(name)) return true;
  // The callee's text tells a notifier from a logger.
  if (notifierLevels.has(name)) return isNotifier(text, parenthesis - name.length);
  if (everyday.has(name)) return false;
  if (byName.test(name) || isOfNotifications(text, parenthesis - name.length)) return true;
  passesName.lastIndex = parenthesis;
  if (passesName.test(text)) return true;
  passesTopic.lastIndex = parenthesis;
  return passesTopic.test(text);
}

/**
 * Tells whether the callee is a notifier: `self.notifier.info`, `rpc.get_notifier('compute').info`,
 * but not `LOG.info`.
 */
function isNotifier(text: string, end: number): boolean {
  const before = text.slice(Math.max(0, end - 80), end);
  return /notif[a-z_]*(?:\([^()]*\))?\s*\.\s*$/i.test(before);
}

/** Tells whether the callee is part of a module or object for them: `notifications.Audit.created`. */
const isOfNotifications = (text: string, end: number): boolean =>
  /notif[\w.]*\.$/i.test(text.slice(Math.max(0, end - 60), end));

/**
 * Tells whether most code calls a method of this name, so that its callers cannot be found by it.
 */
export const isEveryday = (name: string): boolean => everyday.has(name) || notifierLevels.has(name);
