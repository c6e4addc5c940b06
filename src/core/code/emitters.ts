/**
 * Finds the code that emits a notification, and the code that listens to it.
 *
 * Event types are usually composed: nova's `compute.instance.create.start` is `'compute.instance.%s'`
 * in one function and `'create.start'` in another one that calls it. The caller decides what is
 * emitted, so it is the first answer; the helper is the second.
 */
import { boundedPattern } from './boundedPattern';
import { affinity, projectOf, wordsOf } from './affinity';
import type { Analysis } from './analysis';
import type { ClassAt, LineAnswer, FunctionAt, SourceFile } from './sourceIndex';
import { classesOf, functionsOf } from './sourceIndex';
import type { Context } from './evaluate';
import { callsOf, fits, hole, knownLength } from './evaluate';
import type { CallExpr, Expr } from './pythonFacts';
import { lastName, notifierLevels } from './pythonFacts';
import type { Server } from './servers';
import { listenersIn } from './servers';
import { ownMethod } from './symbols';
import type { Step, Trail } from './trails';
import { trailsTo } from './trails';

/** Facts of a notification that the search needs. */
export interface NotificationKind {
  readonly exchange: string;
  readonly eventType: string;
  /** Topic, for example `notifications`; `''` when it is unknown. */
  readonly topic: string;
  /** Priority, for example `INFO`. */
  readonly priority: string;
  /** Publisher id without the host, for example `compute` or `nova-compute`. */
  readonly service: string;
  /** True when its payload is a versioned object. */
  readonly isVersioned: boolean;
  readonly senders: readonly string[];
}

/** A call in the code that may emit. */
interface Emission extends Step {
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

/** A function that decides an event type, with the calls from there to the emission. */
interface Decision {
  readonly emission: Emission;
  readonly trail: Trail;
  readonly score: number;
}

/** Matches functions that pass an event type on, for example glance's `send_notification`. */
const passes = /notif/i;

export class EmitterFinder {
  private emissions: readonly Emission[] | undefined;

  constructor(private readonly analysis: Analysis) {}

  /** Returns the functions that decide to emit it and those that help them, best first. */
  findEmitters(kind: NotificationKind): LineAnswer[] {
    this.emissions ??= this.allEmissions();
    const found = this.emissions.flatMap(emission => this.decisions(emission, kind));
    found.sort((a, b) => b.score - a.score);
    const [best] = found;
    if (!best) return [];
    const deciders = new Map<FunctionAt['function'], Decision>();
    for (const each of found) {
      const decider = each.trail.steps[0].at.function;
      // A function that decides a part of the name is no answer when another one decides the whole.
      if (isWhole(best, kind) && !isWhole(each, kind)) continue;
      if (!deciders.has(decider)) deciders.set(decider, each);
    }
    const answers = new Map<FunctionAt['function'], LineAnswer>();
    const decisions = [...deciders.values()].slice(0, maxEmitters);
    for (const [i, decision] of decisions.entries()) {
      const next = decisions[i + 1]?.score ?? -Infinity;
      const isTie = i === 0 && decision.score - next < certain;
      const { steps, text } = decision.trail;
      const [first] = steps;
      const verb = steps.length === 1 ? 'emits' : 'decides';
      add(answers, {
        ...first,
        reasons: [`${verb} ${readable(text ?? hole)}`],
        doubt:
          i > 0 || isTie
            ? 'another function emits it as well'
            : knownLength(text) >= kind.eventType.length / 2
              ? undefined
              : 'its event type is put together at run time',
      });
      // The helpers of the best answer come next.
      if (i === 0) for (const each of helpersOf(decision, kind)) add(answers, each);
    }
    for (const decision of decisions) {
      for (const each of helpersOf(decision, kind)) add(answers, each);
    }
    return [...answers.values()];
  }

  private decisions(emission: Emission, kind: NotificationKind): Decision[] {
    const { analysis } = this;
    const { file } = emission.at;
    if (emission.isVersioned !== kind.isVersioned) return [];
    if (!emission.own.some(text => fits(kind.eventType, text))) return [];
    const ofProject = analysis.isOfProject(file, kind);
    if (ofProject === false) return [];
    return this.startsOf(emission)
      .flatMap(({ context, makers }) =>
        trailsTo(kind.eventType, { ...emission, context }, analysis).flatMap(trail => [
          ...makers.map((maker): Trail => ({ ...trail, steps: [maker, ...trail.steps] })),
          ...(makers.length > 0 ? [] : [trail]),
        ]),
      )
      .flatMap(trail => [...this.composed(trail, kind), trail])
      .flatMap(trail => {
        const score = this.score({ emission, trail }, kind, ofProject === true);
        return score === undefined ? [] : [{ emission, trail, score }];
      });
  }

  /**
   * Returns the classes whose objects may run the emission: `self.event_type` depends on them. The
   * functions that make an object of a derived class decide.
   */
  private startsOf({ expr, own, context }: Emission): { context: Context; makers: Step[] }[] {
    const { symbols, evaluator } = this.analysis;
    const { owner } = context;
    const whole = { context, makers: [] };
    if (!owner || !own.some(text => text?.includes(hole))) return [whole];
    const derived = symbols.subclasses(owner).flatMap(each => {
      const where = { ...context, owner: each };
      const texts = evaluator.values(expr, { ...where, bound: new Map() }).map(({ text }) => text);
      if (texts.every(text => own.includes(text))) return [];
      return [{ context: where, makers: this.makersOf(each) }];
    });
    return [whole, ...derived];
  }

  private makersOf(of: ClassAt): Step[] {
    return this.analysis.evaluator
      .made(of)
      .flatMap(({ call, at }) => (at && at.owner !== of.class ? [{ at, line: call.line }] : []));
  }

  private score(
    { emission, trail }: Omit<Decision, 'score'>,
    kind: NotificationKind,
    ofProject: boolean,
  ): number | undefined {
    const known = knownLength(trail.text);
    const { level } = emission;
    const isLevel = level === undefined || level === kind.priority.toLowerCase();
    // A line that emits any event type is an answer only within its own project.
    if (known === 0 && (!ofProject || !isLevel || level === undefined)) return undefined;
    const { evaluator, hasProject } = this.analysis;
    const { file } = trail.steps[0].at;
    const publishers = evaluator
      .values(emission.publisher, trail.context)
      .flatMap(({ text }) => (text === null || text.includes(hole) ? [] : text));
    const isPublisher = publishers.length === 0 ? undefined : publishers.includes(kind.service);
    return (
      known * 2 +
      (trail.text === kind.eventType ? 40 : 0) +
      likeness(kind.eventType, trail) +
      (known === 0 ? -10 : 0) +
      (isLevel ? 3 : 0) +
      (isPublisher === undefined ? 0 : isPublisher ? 20 : -20) +
      (supersededBy(file, hasProject) ? -50 : 0) +
      placeWeight *
        Math.max(0, ...[kind.service, ...kind.senders].map(each => affinity(each, file)))
    );
  }

  /**
   * Returns the functions that give the part that a helper leaves open, `'create.start'`, to a
   * method of that name on an object whose class is unknown.
   */
  private composed(trail: Trail, kind: NotificationKind): Trail[] {
    const [{ at }] = trail.steps;
    if (!trail.text?.includes(hole) || knownLength(trail.text) === 0) return [];
    const rest = remainder(kind.eventType, trail.text);
    if (rest === undefined) return [];
    return this.analysis.index
      .filesWith('text', rest)
      .filter(file => projectOf(file) === projectOf(at.file))
      .flatMap(file => this.passing(file, rest, at.function.name))
      .map(step => ({ ...trail, text: kind.eventType, steps: [step, ...trail.steps] }));
  }

  private passing(file: SourceFile, text: string, helper: string): Step[] {
    return [...callsOf(file)].flatMap(({ call, at }) => {
      const name = lastName(call.callee);
      if (!passes.test(name) || /notifier$/i.test(name)) return [];
      if (!passed(call).some(each => has(each, text)) || !this.leadsTo(name, helper)) return [];
      return at && at.function.name !== helper ? [{ at, line: call.line }] : [];
    });
  }

  /**
   * Tells whether a function is the helper or calls it, like methods that only add an argument.
   */
  private leadsTo(name: string, helper: string): boolean {
    if (name === helper) return true;
    return this.analysis.index
      .filesWith('def', name)
      .some(file =>
        [...functionsOf(file)].some(
          ({ function: each }) =>
            each.name === name && each.calls?.some(call => lastName(call.callee) === helper),
        ),
      );
  }

  private allEmissions(): Emission[] {
    const { index } = this.analysis;
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
        const emission = at && this.emission(call, context, at);
        if (emission) emissions.push(emission);
      }
    }
    return emissions;
  }

  private emission(call: CallExpr, context: Context, at: FunctionAt): Emission | undefined {
    const name = lastName(call.callee);
    const { line } = call;
    const publisher = publisherOf(at);
    const ownOf = (expr: Expr) =>
      this.analysis.evaluator
        .values(expr, { ...context, bound: new Map() })
        .map(({ text }) => text);
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
      const helper = isTold ? this.analysis.evaluator.calleeOf(call, context) : undefined;
      return { ...emission, expr, own, helper };
    }
    // The function gets the event type: `notifier.error(context, function_name, payload)`.
    const open = given ?? call.args[1];
    return open && !isTold ? { ...emission, expr: open, own: ownOf(open) } : undefined;
  }
}

/**
 * Tells how much the names on the way from the decision to the emission are those of the event type:
 * `create_volume.get_flow` is more likely to decide on `volume.create.end` than
 * `VolumeManager.create_group`, which calls `_notify_about_group_usage`.
 */
function likeness(eventType: string, { steps: [{ at }, ...helpers] }: Trail): number {
  const words = new Set(wordsOf(eventType));
  const { module } = at.file.facts;
  const names = new Set([...wordsOf(module), ...wordsOf(at.owner?.name ?? '')]);
  const shared = [...words].filter(each => names.has(each)).length / Math.max(1, words.size);
  const foreign = helpers
    .flatMap(each => wordsOf(each.at.function.name))
    .filter(each => !words.has(each) && !ofHelpers.has(each)).length;
  // The module of a resource is named like it: `volume_connector` for `volumeconnector`.
  const last = module.split('.').at(-1) ?? '';
  return shared + (words.has(last.replaceAll('_', '')) ? 1 : 0) - Math.min(1, foreign / 4);
}

/** Words in the names of helpers that tell nothing about the event. */
const ofHelpers = new Set(['notify', 'about', 'usage', 'send', 'emit', 'notification', 'execute']);

/** Tells whether the whole event type is known where it is decided. */
const isWhole = ({ trail }: Decision, { eventType }: NotificationKind): boolean =>
  trail.text === eventType;

/** Returns the functions between the one that decides and oslo.messaging, that next to it first. */
function helpersOf({ trail: { steps }, emission }: Decision, kind: NotificationKind): LineAnswer[] {
  const own = emission.own.find(text => fits(kind.eventType, text)) ?? hole;
  const { helper } = emission;
  const told = helper?.function.calls?.find(each => passes.test(lastName(each.callee)));
  const last = helper ? [{ at: helper, line: told?.line ?? helper.function.line }] : [];
  return [...steps, ...last]
    .slice(1)
    .toReversed()
    .map(({ at, line }, i) => ({
      at,
      line,
      reasons: [i === 0 ? `emits ${readable(own)}` : 'passes it on'],
      doubt: 'it sends what another function decides',
    }));
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

const maxEmitters = 8;
/** Difference of scores from which on the better function is certain, rather than named alike by chance. */
const certain = 3;
/**
 * Weight of the place: publisher `volume` prefers `cinder.volume` to any code that emits
 * `….create.end`.
 */
const placeWeight = 12;

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

/** Returns the text that fills the only hole of a pattern. */
function remainder(text: string, pattern: string): string | undefined {
  const [before = '', after = '', ...more] = pattern.split(hole);
  return more.length > 0 ? undefined : text.slice(before.length, text.length - after.length);
}

const passed = ({ args, keywords = {} }: CallExpr): Expr[] => [...args, ...Object.values(keywords)];

const has = (expr: Expr, text: string): boolean =>
  expr.type === 'string'
    ? expr.value === text
    : expr.type === 'either' && expr.options.some(each => has(each, text));

const readable = (text: string): string => text.replaceAll(hole, '…');

/**
 * Neutron has two implementations of its API side by side; since Pike only Pecan's serves
 * (neutron/api/v2/router.py).
 */
const supersededBy = (
  { facts: { module } }: SourceFile,
  has: (module: string) => boolean,
): boolean => module === 'neutron.api.v2.base' && has('neutron.pecan_wsgi.hooks.notifier');

function add(answers: Map<FunctionAt['function'], LineAnswer>, emitter: LineAnswer): void {
  if (!answers.has(emitter.at.function)) answers.set(emitter.at.function, emitter);
}

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
