/** Finds the lines that may emit notifications, with the expressions of their event types. */
import type { Analysis } from './analysis';
import type { CallExpr, Expr } from './pythonFacts';
import { lastName, notifierLevels } from './pythonFacts';
import type { Context } from './recordedCalls';
import { callsOf } from './recordedCalls';
import type { FunctionAt } from './sourceIndex';
import type { Step } from './trails';
import { hole, knownLength } from './values';

/** A call in the code that may emit. */
export interface Emission extends Step {
  /** Its event type. */
  readonly expr: Expr;
  readonly context: Context;
  /** Event types that it can have, without the arguments of callers. */
  readonly own: readonly (string | null)[];
  /** True when it makes nova's `EventType` of a versioned notification. */
  readonly isVersioned: boolean;
  /** `error` for `notifier.error`; `undefined` when the level is chosen at run time. */
  readonly level: string | undefined;
  /** Function that gets the event type and passes it on. */
  readonly helper?: FunctionAt | undefined;
  /** The publisher's service, as in `get_notifier('compute')`. */
  readonly publisher: Expr | undefined;
}

/** Matches functions that pass an event type on, for example glance's `send_notification`. */
export const passes = /notif/i;

/** Returns all lines of the indexed code that may emit. */
export function emissionsIn(analysis: Analysis): Emission[] {
  const { index } = analysis;
  const more = [
    'EventType',
    'method',
    'notify',
    '_notify',
    'send_notification',
    '_send_notification',
    'notify_type',
  ];
  const files = new Set(
    [...notifierLevels, ...more].flatMap(name => index.filesWith('call', name)),
  );
  const emissions: Emission[] = [];
  for (const file of files) {
    for (const { call, context, at } of callsOf(file)) {
      const emission = at && emissionOf(call, context, at, analysis);
      if (emission) emissions.push(emission);
    }
  }
  return emissions;
}

function emissionOf(
  call: CallExpr,
  context: Context,
  at: FunctionAt,
  { evaluator }: Analysis,
): Emission | undefined {
  const name = lastName(call.callee);
  const { line } = call;
  const publisher = publisherOf(at);
  const ownOf = (expr: Expr) =>
    evaluator.values(expr, { ...context, bound: new Map() }).map(({ text }) => text);
  if (name === 'EventType') {
    const expr = eventTypeOf(call);
    if (!expr) return undefined;
    const own = ownOf(expr);
    return { at, line, expr, context, own, isVersioned: true, level: undefined, publisher };
  }
  const bound = isBound(call, context);
  if (!notifierLevels.has(name) && !bound && !passes.test(name)) return undefined;
  if (notifierLevels.has(name) && !passes.test(call.callee)) return undefined;
  const level = notifierLevels.has(name) ? name.replace('warning', 'warn') : undefined;
  const given = call.keywords?.['event_type'];
  const emission = { at, line, context, isVersioned: false, level, publisher };
  // A function that only passes the event type on must have the whole name.
  const isTold = !bound && !notifierLevels.has(name);
  for (const expr of given ? [given] : call.args.slice(0, 3)) {
    const own = ownOf(expr).filter(isEventType);
    if (isTold ? !own.some(text => !text?.includes(hole)) : own.length === 0) continue;
    const helper = isTold ? evaluator.calleeOf(call, context) : undefined;
    return { ...emission, expr, own, helper };
  }
  // The function gets the event type: `notifier.error(context, function_name, payload)`.
  const open = given ?? call.args[1];
  return open && !isTold ? { ...emission, expr: open, own: ownOf(open) } : undefined;
}

/** Returns the expression of the service in the publisher's id, where the same function has it. */
function publisherOf({ function: { calls = [] } }: FunctionAt): Expr | undefined {
  for (const { callee, args, keywords = {} } of calls) {
    const name = lastName(callee);
    if (name === 'NotificationPublisher') {
      return keywords['source'] ?? keywords['binary'] ?? keywords['service'];
    }
    if (/^_?get_\w*notifier$/.test(name)) return keywords['service'] ?? args[0];
  }
  return undefined;
}

/** Tells whether a value could be an event type, as opposed to a payload or a context. */
const isEventType = (text: string | null): boolean =>
  text !== null && knownLength(text) > 0 && /^[\w.:\u0000-]+$/.test(text);

/**
 * Tells whether `notify(…)` emits because of `notify = getattr(notifier, level)` or `method =
 * notifier.error`.
 */
function isBound({ callee }: CallExpr, { function: inside }: Context): boolean {
  const bound = (inside?.assigns ?? [])
    .filter(([target]) => target === callee)
    .flatMap(([, value]) => (value.type === 'either' ? value.options : [value]));
  return bound.some(value => {
    if (value.type === 'name') {
      return notifierLevels.has(lastName(value.name)) && /notif/i.test(value.name);
    }
    if (value.type !== 'call' || value.callee !== 'getattr') return false;
    const [object] = value.args;
    return object?.type === 'name' && /notif|client/i.test(object.name);
  });
}

/**
 * Composes the event type of `EventType(object='instance', action=…, phase=…)`: nova's and masakari's
 * notifications/objects/base.py, ironic/objects/notification.py. Masakari has no object, and ironic
 * a status for a phase and a word before.
 */
function eventTypeOf({ args, keywords = {} }: CallExpr): Expr | undefined {
  const isNamed = 'action' in keywords;
  const object = keywords['object'] ?? (isNamed ? undefined : args[0]);
  const action = keywords['action'] ?? args[1];
  if (!action) return undefined;
  const phase = keywords['phase'] ?? keywords['status'] ?? args[2];
  const parts = [object, action, phase].flatMap(each => each ?? []);
  const unknown: Expr = { type: 'unknown' };
  return {
    type: 'either',
    options: [
      { type: 'dotted', parts },
      { type: 'dotted', parts: [unknown, ...parts] },
    ],
  };
}
