/** Reads the `target` of endpoint classes (oslo_messaging/rpc/dispatcher.py). */
import type { Analysis } from './analysis';
import type { ClassAt } from './sourceIndex';
import type { Evaluator } from './evaluate';
import type { CallExpr } from './pythonFacts';
import { lastName } from './pythonFacts';
import type { Context } from './recordedCalls';
import type { Place, Value } from './values';
import { hole } from './values';

/** Fields that the dispatcher compares; `undefined` when the code does not reveal one. */
export interface EndpointTarget {
  /** `null` stands for no namespace. */
  readonly namespace: string | null | undefined;
  readonly legacyNamespaces: readonly string[];
  readonly version: string | undefined;
  /** Place that makes the target; `undefined` when the class has none, which means version 1.0. */
  readonly at: Place | undefined;
}

/** Target of an endpoint that defines none: `oslo_messaging.Target()` with version 1.0. */
export const noTarget: EndpointTarget = {
  namespace: null,
  legacyNamespaces: [],
  version: '1.0',
  at: undefined,
};

const attributes = ['target', '_target'] as const;

/** @returns `undefined` when the class neither defines nor inherits a target */
export function targetOf(endpoint: ClassAt, analysis: Analysis): EndpointTarget | undefined {
  for (const attribute of attributes) {
    const found = targetsIn(endpoint, attribute, analysis);
    if (found.length > 0) return found.reduce(either);
  }
  return undefined;
}

function targetsIn(
  endpoint: ClassAt,
  attribute: string,
  { symbols, evaluator }: Analysis,
): EndpointTarget[] {
  const found: EndpointTarget[] = [];
  for (const { at, in: method, assign } of symbols.attributes(endpoint, attribute)) {
    // A class body was evaluated when that class was made.
    const owner = method ? endpoint : at;
    const context: Context = { file: at.file, owner, function: method };
    for (const { expr, in: where } of evaluator.results(assign[1], context)) {
      if (expr.type !== 'call') continue;
      const name = lastName(expr.callee);
      const place = { file: where.file, line: expr.line };
      if (name === 'Target') {
        // A client keeps its target in `self.target` too, but only a server's target names a
        // server. Manila's `target` is a property.
        if (method && method.name !== 'target' && !targetFields(expr).server) continue;
        found.push(targetFrom(expr, evaluator, where));
      } else if (!method && /target/i.test(name)) found.push({ ...unknownTarget, at: place });
    }
  }
  return found;
}

function targetFrom(call: CallExpr, evaluator: Evaluator, where: Context): EndpointTarget {
  const fields = targetFields(call);
  // `Target(**kwargs)` may have any field.
  const { '*': list, '**': dict } = call.keywords ?? {};
  const absent = list || dict ? undefined : null;
  const { version, namespace } = fields;
  return {
    namespace: namespace ? only(evaluator.values(namespace, where)) : absent,
    legacyNamespaces: listed(fields.legacyNamespaces, evaluator, where),
    version: versionOf(version ? only(evaluator.values(version, where)) : absent),
    at: { file: where.file, line: call.line },
  };
}

/** Target that an unknown function makes. */
const unknownTarget = { namespace: undefined, legacyNamespaces: [], version: undefined };

/** Returns the common fields of two targets, when a condition chooses one of them. */
const either = (a: EndpointTarget, b: EndpointTarget): EndpointTarget => ({
  namespace: a.namespace === b.namespace ? a.namespace : undefined,
  legacyNamespaces: [...a.legacyNamespaces, ...b.legacyNamespaces],
  version: a.version === b.version ? a.version : undefined,
  at: a.at,
});

const versionOf = (given: string | null | undefined) => (given === null ? '1.0' : given);

/** Arguments of `oslo_messaging.Target`, in the order of oslo_messaging/target.py. */
const order = ['exchange', 'topic', 'namespace', 'version', 'server', 'fanout'] as const;

type TargetFields = {
  readonly [K in (typeof order)[number] | 'legacyNamespaces']?: CallExpr['args'][number];
};

export function targetFields({ args, keywords = {} }: CallExpr): TargetFields {
  const fields: Record<string, CallExpr['args'][number]> = {};
  order.forEach((name, i) => {
    const given = keywords[name] ?? args[i];
    if (given) fields[name] = given;
  });
  const legacy = keywords['legacy_namespaces'] ?? args[order.length];
  return legacy ? { ...fields, legacyNamespaces: legacy } : fields;
}

/** @returns `undefined` when there are several possible values, or none is known */
function only(values: readonly Value[]): string | null | undefined {
  const known = values.filter(({ text }) => text === null || !text.includes(hole));
  return known.length === 1 && values.length === 1 ? known[0]?.text : undefined;
}

function listed(
  list: TargetFields['legacyNamespaces'],
  evaluator: Evaluator,
  where: Context,
): string[] {
  if (!list) return [];
  return evaluator
    .expressions(list, where)
    .flatMap(each => (each.expr.type === 'list' ? each.expr.items : []))
    .flatMap(item => evaluator.values(item, where))
    .flatMap(({ text }) => text ?? []);
}
