/** Finds the methods of notification endpoints that would receive a notification. */
import type { Analysis } from './analysis';
import { boundedPattern } from './boundedPattern';
import type { NotificationKind } from './notificationKind';
import type { Expr } from './pythonFacts';
import type { Server } from './servers';
import { listenersIn } from './servers';
import type { LineAnswer } from './sourceIndex';
import { classesOf } from './sourceIndex';
import { ownMethod } from './symbols';
import { fits } from './values';

const listeners = new WeakMap<Analysis, readonly Server[]>();

/**
 * Returns the methods of notification endpoints that would receive it, surest first
 * (oslo_messaging/notify/dispatcher.py).
 */
export function listenersOf(kind: NotificationKind, analysis: Analysis): LineAnswer[] {
  const method = kind.priority.toLowerCase();
  const servers = listeners.get(analysis) ?? listenersIn(analysis);
  listeners.set(analysis, servers);
  const found: LineAnswer[] = [];
  for (const file of analysis.index.filesWith('def', method)) {
    for (const { class: endpoint } of classesOf(file)) {
      const handler = ownMethod(endpoint, method);
      if (!handler) continue;
      const own = servers.filter(each => each.endpoints.some(of => of?.class.class === endpoint));
      if (!takesNotifications(handler.params, own.length > 0)) continue;
      const topics = own.flatMap(each => each.topics.map(({ text }) => text));
      const isHeard = kind.topic !== '' && topics.includes(kind.topic);
      // A listener to another topic, as osprofiler's to `profiler`.
      const isElsewhere = topics.length > 0 && topics.every(text => !fits(kind.topic, text));
      if (kind.topic !== '' && isElsewhere) continue;
      const { symbols } = analysis;
      const [assigned] = symbols.attributes({ file, class: endpoint }, 'filter_rule');
      const rule = assigned?.assign[1];
      const isRuled = rule === undefined || isRuledIn(rule, kind);
      if (isRuled === false) continue;
      found.push({
        at: { file, owner: endpoint, around: [], function: handler },
        line: handler.line,
        reasons: [
          rule && isRuled === true
            ? `its filter_rule lets ${kind.eventType} through`
            : `listens to priority ${method}`,
          ...(isHeard ? [`listens to topic ${kind.topic}`] : []),
        ],
        doubt:
          isRuled === undefined
            ? 'its filter_rule is too complex to be judged'
            : rule || isHeard
              ? undefined
              : 'it has no filter_rule: its topic alone decides',
      });
    }
  }
  return found.sort((a, b) => Number(a.doubt !== undefined) - Number(b.doubt !== undefined));
}

/**
 * Tells whether a method is one of an endpoint: `info(self, ctxt, publisher_id, event_type, payload,
 * metadata)`, or that of a batch listener, `info(self, notifications)`.
 */
function takesNotifications(params: readonly string[], isServed: boolean): boolean {
  const [, context, publisher, event] = params;
  if (publisher === 'publisher_id' && event === 'event_type') return context !== undefined;
  return params.length === 2 && (isServed || /^(?:notifications|messages)$/.test(context ?? ''));
}

/** Longest event type that is matched with a rule; those of OpenStack have less than 60 characters. */
const maxEventType = 200;

/**
 * Follows `NotificationFilter` of oslo_messaging/notify/filter.py: regular expressions that match
 * from the start.
 *
 * @returns `undefined` when the rule cannot be judged
 */
function isRuledIn(rule: Expr, { eventType }: NotificationKind): boolean | undefined {
  if (rule.type !== 'call') return true;
  const { event_type: named, payload } = rule.keywords ?? {};
  if (payload) return undefined;
  const given = named ?? rule.args[2];
  if (given?.type !== 'string') return true;
  if (eventType.length > maxEventType) return undefined;
  return boundedPattern(`^(?:${given.value})`, maxEventType)?.test(eventType);
}
