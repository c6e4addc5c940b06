/**
 * Finds the code that emits a notification, and the code that listens to it.
 *
 * Event types are usually composed: nova's `compute.instance.create.start` is
 * `'compute.instance.%s'` in one function and `'create.start'` in another one that calls it. The
 * first is the emitter, the second is a composer; both are answers.
 */
import { boundedPattern } from './boundedPattern';
import { affinity, projectOf } from './affinity';
import type { Analysis } from './analysis';
import type { LineAnswer, FunctionAt, SourceFile } from './sourceIndex';
import { classesOf, functionsOf } from './sourceIndex';
import type { Context, Value } from './evaluate';
import { callsOf, fits, hole, knownLength } from './evaluate';
import type { CallExpr, Expr } from './pythonFacts';
import { lastName, notifierLevels } from './pythonFacts';
import { functionAtLine, ownMethod } from './symbols';

/** Facts of a notification that the search needs. */
export interface NotificationKind {
  readonly exchange: string;
  readonly eventType: string;
  /** Priority, for example `INFO`. */
  readonly priority: string;
  /** Publisher id without the host, for example `compute` or `nova-compute`. */
  readonly service: string;
  /** True when its payload is a versioned object. */
  readonly isVersioned: boolean;
  readonly senders: readonly string[];
}

/** A call in the code that may emit. */
interface Emission {
  readonly at: FunctionAt;
  readonly line: number;
  /** Values that the event type can have. */
  readonly types: readonly Value[];
  /** The same values without the arguments of callers. */
  readonly own: readonly Value[];
  /** True when it makes nova's `EventType` of a versioned notification. */
  readonly isVersioned: boolean;
  /** `error` for `notifier.error`; `undefined` when the level is chosen at run time. */
  readonly level: string | undefined;
}

/** Matches functions that pass an event type on, for example glance's `send_notification`. */
const passes = /notif/i;

export class EmitterFinder {
  private emissions: readonly Emission[] | undefined;

  constructor(private readonly analysis: Analysis) {}

  /** Returns the emitters, best first. */
  findEmitters(kind: NotificationKind): LineAnswer[] {
    this.emissions ??= this.allEmissions();
    const found = this.emissions.flatMap(emission => {
      const score = this.score(emission, kind);
      return score === undefined ? [] : [{ emission, score }];
    });
    const emitters = found.sort((a, b) => b.score - a.score).slice(0, maxEmitters);
    const answers = new Map<FunctionAt['function'], LineAnswer>();
    for (const [i, { emission }] of emitters.entries()) {
      const { at, line } = emission;
      const value = emission.types.find(({ text }) => fits(kind.eventType, text));
      const isExact = value?.text === kind.eventType;
      const other = emitters[i === 0 ? 1 : 0];
      const isTie = i === 0 && other && other.score === emitters[0]?.score;
      add(answers, {
        at,
        line,
        reasons: [isExact ? `emits ${kind.eventType}` : `emits ${readable(value?.text ?? hole)}`],
        doubt:
          i > 0 || isTie
            ? 'another function emits it as well'
            : isExact || knownLength(value?.text ?? null) >= kind.eventType.length / 2
              ? undefined
              : 'its event type is put together at run time',
      });
    }
    const first = emitters[0]?.emission;
    for (const each of first ? this.composing(first, kind) : []) add(answers, each);
    for (const { emission } of emitters) {
      for (const each of this.composers(emission, kind)) add(answers, each);
    }
    return [...answers.values()];
  }

  /**
   * Returns the function that composes most of the name and passes it to one that only completes
   * it, for example heat's `notification.stack.send`, which calls `notification.notify`.
   */
  private composing(emission: Emission, kind: NotificationKind): LineAnswer[] {
    const value = emission.types.find(({ text }) => fits(kind.eventType, text));
    const own = emission.own.find(({ text }) => fits(kind.eventType, text));
    if (!value?.at || knownLength(value.text) <= knownLength(own?.text ?? null)) return [];
    const { file, line } = value.at;
    const at = functionAtLine(file, line);
    const call = at?.function.calls?.find(each => each.line === line);
    if (!at || at.function === emission.at.function || !call) return [];
    const hands = passed(call).some(each => each.type === 'name' && isComposed(each.name, at));
    if (!hands) return [];
    const reasons = [`puts ${readable(value.text ?? hole)} together`];
    return [{ at, line, reasons, doubt: 'it hands it to the function that emits' }];
  }

  private score(emission: Emission, kind: NotificationKind): number | undefined {
    const { file } = emission.at;
    const best = Math.max(
      ...emission.types.map(({ text }) =>
        text !== null && fits(kind.eventType, text) ? knownLength(text) : -1,
      ),
    );
    if (best < 0 || emission.isVersioned !== kind.isVersioned) return undefined;
    const { hasProject } = this.analysis;
    const ofProject = this.analysis.isOfProject(file, kind);
    if (ofProject === false) return undefined;
    // A line that emits any event type is an answer only within its own project.
    if (best === 0 && (!ofProject || emission.level !== kind.priority.toLowerCase())) {
      return undefined;
    }
    const isLevel = emission.level === undefined || emission.level === kind.priority.toLowerCase();
    const own = Math.max(
      0,
      ...emission.own.map(({ text }) => (fits(kind.eventType, text) ? knownLength(text) : 0)),
    );
    return (
      own * 2 +
      best +
      (best === 0 ? -10 : 0) +
      (isLevel ? 3 : 0) +
      (supersededBy(file, hasProject) ? -50 : 0) +
      placeWeight *
        Math.max(0, ...[kind.service, ...kind.senders].map(each => affinity(each, file)))
    );
  }

  /** Returns the functions that provide the part that the emitter leaves open: `'create.start'`. */
  private composers(emission: Emission, kind: NotificationKind): LineAnswer[] {
    const own = emission.own.find(({ text }) => fits(kind.eventType, text))?.text;
    if (emission.isVersioned || !own?.includes(hole) || knownLength(own) === 0) return [];
    const rest = remainder(kind.eventType, own);
    if (rest === undefined) return [];
    return this.analysis.index
      .filesWith('text', rest)
      .filter(file => projectOf(file) === projectOf(emission.at.file))
      .flatMap(file => this.passing(file, rest, emission.at.function.name));
  }

  private passing(file: SourceFile, text: string, emitter: string): LineAnswer[] {
    return [...callsOf(file)].flatMap(({ call, at }) => {
      const name = lastName(call.callee);
      if (!passes.test(name) || /notifier$/i.test(name)) return [];
      if (!passed(call).some(each => has(each, text)) || !this.leadsTo(name, emitter)) return [];
      const doubt = 'one of several that give the end of its name';
      return at ? [{ at, line: call.line, reasons: [`passes ${text} on`], doubt }] : [];
    });
  }

  /**
   * Tells whether a function is the emitter or calls it, like methods that only add an argument.
   */
  private leadsTo(name: string, emitter: string): boolean {
    if (name === emitter) return true;
    return this.analysis.index
      .filesWith('def', name)
      .some(file =>
        [...functionsOf(file)].some(
          ({ function: each }) =>
            each.name === name && each.calls?.some(call => lastName(call.callee) === emitter),
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
    const { evaluator } = this.analysis;
    const name = lastName(call.callee);
    const line = call.line;
    if (name === 'EventType') {
      const type = eventTypeOf(call);
      if (!type) return undefined;
      return {
        ...{ at, line, isVersioned: true, level: undefined },
        types: evaluator.values(type, context),
        own: evaluator.values(type, alone(context)),
      };
    }
    const bound = isBound(call, context);
    if (!notifierLevels.has(name) && !bound && !passes.test(name)) return undefined;
    if (notifierLevels.has(name) && !/notif/i.test(call.callee)) return undefined;
    const level = notifierLevels.has(name) ? name.replace('warning', 'warn') : undefined;
    const given = call.keywords?.['event_type'];
    const arguments_ = given ? [given] : call.args.slice(0, 3);
    for (const each of arguments_) {
      const own = evaluator.values(each, alone(context)).filter(isEventType);
      const types = evaluator.values(each, context).filter(isEventType);
      // A function that only passes the event type on must have the whole name.
      const isTold = passes.test(name) && !bound && !notifierLevels.has(name);
      if (isTold ? !own.some(({ text }) => !text?.includes(hole)) : types.length === 0) continue;
      return { at, line, isVersioned: false, level, types: isTold ? own : types, own };
    }
    // No event type is known: `notifier.error(context, function_name, payload)`.
    const isBlind = call.args.length >= 2 || given !== undefined;
    const blind = [{ text: hole, at: undefined }];
    return isBlind && (notifierLevels.has(name) || bound)
      ? { at, line, isVersioned: false, level, types: blind, own: blind }
      : undefined;
  }
}

const maxEmitters = 8;
/**
 * Weight of the place: publisher `volume` prefers `cinder.volume` to any code that emits
 * `….create.end`.
 */
const placeWeight = 12;

/** Returns the context without the arguments of callers. */
const alone = ({ file, owner, function: inside }: Context): Context =>
  inside
    ? { file, owner, function: { ...inside, line: -inside.line, params: [] } }
    : { file, owner };

/** Tells whether a value could be an event type, as opposed to a payload or a context. */
const isEventType = ({ text }: Value): boolean =>
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
 * Composes the event type of `EventType(object='instance', action=…, phase=…)` of
 * nova/notifications/objects/base.py.
 */
function eventTypeOf({ args, keywords = {} }: CallExpr): Expr | undefined {
  const object = keywords['object'] ?? args[0];
  const action = keywords['action'] ?? args[1];
  if (!object || !action) return undefined;
  const dot: Expr = { type: 'string', value: '.' };
  const phase = keywords['phase'] ?? args[2];
  const short: Expr = { type: 'join', parts: [object, dot, action] };
  if (!phase || phase.type === 'none') return short;
  const long: Expr = { type: 'join', parts: [object, dot, action, dot, phase] };
  // A phase that may be None is left out in that case.
  return { type: 'either', options: [long, short] };
}

/** Tells whether a local variable is composed of parts. */
const isComposed = (name: string, { function: { assigns = [] } }: FunctionAt): boolean =>
  assigns.some(([target, value]) => target === name && /^(?:join|percent)$/.test(value.type));

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

/**
 * Returns the methods of notification endpoints that would receive it
 * (oslo_messaging/notify/dispatcher.py).
 */
export function listenersOf(kind: NotificationKind, { index }: Analysis): LineAnswer[] {
  const method = kind.priority.toLowerCase();
  const found: LineAnswer[] = [];
  for (const file of index.filesWith('def', method)) {
    for (const { class: endpoint } of classesOf(file)) {
      const handler = ownMethod(endpoint, method);
      const [, context, publisher, event] = handler?.params ?? [];
      if (!handler || !context || publisher !== 'publisher_id' || event !== 'event_type') continue;
      const rule = endpoint.assigns.find(([target]) => target === 'filter_rule')?.[1];
      const isRuled = rule === undefined || isRuledIn(rule, kind);
      if (isRuled === false) continue;
      found.push({
        at: { file, owner: endpoint, around: [], function: handler },
        line: handler.line,
        reasons: [
          rule && isRuled === true
            ? `its filter_rule lets ${kind.eventType} through`
            : `listens to priority ${method}`,
        ],
        doubt:
          isRuled === undefined
            ? 'its filter_rule is too complex to be judged'
            : rule
              ? undefined
              : 'it has no filter_rule: its topic alone decides',
      });
    }
  }
  return found;
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
  const given = rule.keywords?.['event_type'] ?? rule.args[2];
  if (given?.type !== 'string') return true;
  if (eventType.length > maxEventType) return undefined;
  return boundedPattern(`^(?:${given.value})`, maxEventType)?.test(eventType);
}
