/**
 * Which calls of a Python file are worth remembering. An OpenStack checkout has half a million
 * calls; those that make targets, servers, clients and notifications, or pass names along, are few.
 */
import { notifierLevels } from '../../core/code/pythonFacts';

const always = new Set([
  'Target',
  'EventType',
  'Notifier',
  'call',
  'cast',
  'fanout_cast',
  'cast_to',
  'call_to',
  'make_msg',
  'prepare',
  'emit',
  'cls',
  '__init__',
]);

const byName =
  /(?:^_?(?:get|create|make)_\w*(?:server|consumers?|listener|client|notifier)$|prepare|cctxt|^_?\w*notif\w*$|Opt$|^rpc_\w+$)/;

/** Methods of strings, dicts and loggers take literals all the time. */
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

/** Up to five simple arguments, then a string that could be a method, topic or event type. */
const passesName =
  /\(\s*(?:[\w.=]+\s*,\s*){0,5}(?:\w+\s*=\s*)?f?['"][\w.:%(){}$-]{1,80}['"]\s*[,)%+.]/y;
/** Passes a constant, as `rpc_api.ENGINE_TOPIC`, or a topic by keyword. */
const passesTopic = /\([^()]{0,220}?(?:TOPIC|topic|binary\s*=)/y;

/**
 * @param name the callee's last name
 * @param text of the file
 * @param parenthesis index of the callee's `(`
 */
export function isInteresting(name: string, text: string, parenthesis: number): boolean {
  if (always.has(name)) return true;
  // Of a notifier, or of a logger: the callee's text tells.
  if (notifierLevels.has(name)) return isNotifier(text, parenthesis - name.length);
  if (everyday.has(name)) return false;
  if (byName.test(name)) return true;
  passesName.lastIndex = parenthesis;
  if (passesName.test(text)) return true;
  passesTopic.lastIndex = parenthesis;
  return passesTopic.test(text);
}

/** `self.notifier.info`, `rpc.get_notifier('compute').info`; not `LOG.info`. */
function isNotifier(text: string, end: number): boolean {
  const before = text.slice(Math.max(0, end - 80), end);
  return /notif[a-z_]*(?:\([^()]*\))?\s*\.\s*$/i.test(before);
}

/** Names whose calls everybody makes: of no use to find who calls a method. */
export const isEveryday = (name: string): boolean => everyday.has(name) || notifierLevels.has(name);
