/**
 * Finds the code that emits a notification.
 *
 * Event types are usually composed: nova's `compute.instance.create.start` is `'compute.instance.%s'`
 * in one function and `'create.start'` in another one that calls it. The caller decides what is
 * emitted, so it is the first answer; the helper is the second.
 */
import { affinity, projectOf, wordsOf } from './affinity';
import type { Analysis } from './analysis';
import type { Emission } from './emissions';
import { emissionsIn, passes } from './emissions';
import type { NotificationKind } from './notificationKind';
import type { CallExpr, Expr } from './pythonFacts';
import { lastName } from './pythonFacts';
import type { Context } from './recordedCalls';
import { callsOf } from './recordedCalls';
import type { ClassAt, FunctionAt, LineAnswer, SourceFile } from './sourceIndex';
import { functionsOf } from './sourceIndex';
import type { Step, Trail } from './trails';
import { trailsTo } from './trails';
import { fits, hole, knownLength } from './values';

/** A function that decides an event type, with the calls from there to the emission. */
interface Decision {
  readonly emission: Emission;
  readonly trail: Trail;
  readonly score: number;
}

export class EmitterFinder {
  private emissions: readonly Emission[] | undefined;

  constructor(private readonly analysis: Analysis) {}

  /** Returns the functions that decide to emit it and those that help them, best first. */
  findEmitters(kind: NotificationKind): LineAnswer[] {
    this.emissions ??= emissionsIn(this.analysis);
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
    return this.analysis.calls
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

const maxEmitters = 8;
/** Difference of scores from which on the better function is certain, rather than named alike by chance. */
const certain = 3;
/**
 * Weight of the place: publisher `volume` prefers `cinder.volume` to any code that emits
 * `….create.end`.
 */
const placeWeight = 12;

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
