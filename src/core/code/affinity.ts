/**
 * How well the name of a topic or a program suits a place in the code: `cinder-volume` suits
 * `cinder.volume.manager`, `heat-engine-listener` suits `heat.engine.service.EngineListener`.
 */
import type { ClassAt, SourceFile } from './sourceIndex';

/** The program that a file belongs to, by the first part of its module: `nova`. */
export const projectOf = ({ facts: { module } }: SourceFile): string => module.split('.')[0] ?? '';

/** Words of programs that say nothing of the place. */
const generic = new Set([
  'api',
  'agent',
  'server',
  'client',
  'wsgi',
  'uwsgi',
  'plugin',
  'q',
  'openstack',
]);

/** Share of the name's words that the place has, of those that say something: 0 to 1. */
export function affinity(name: string, file: SourceFile, of?: ClassAt): number {
  const project = projectOf(file);
  const place = new Set(wordsOf(`${file.facts.module}.${of?.class.name ?? ''}`));
  // A topic may go on with a host or a backend: `cinder-volume.ctl1@lvm`.
  const parts = name.split('.');
  const shares = parts.map((_, i) => {
    const words = wordsOf(parts.slice(0, i + 1).join('.'));
    const telling = words.filter(word => word !== project && !generic.has(word));
    return telling.filter(word => place.has(word)).length / Math.max(1, telling.length);
  });
  return Math.max(...shares);
}

export const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word !== '');

/** Where a message goes through, and the programs that take part. */
export interface Ends {
  readonly exchange: string;
  readonly senders: readonly string[];
  readonly receivers?: readonly string[];
}

/**
 * Whether a message is of a file's project, by its exchange and the programs that take part.
 *
 * @returns `undefined` when nothing tells: `openstack` is everybody's exchange, and a service may
 *   have another name than its code
 */
export function isOfProject(
  file: SourceFile,
  { exchange, senders, receivers = [] }: Ends,
  projects: (name: string) => boolean,
): boolean | undefined {
  const project = projectOf(file);
  if (isPartOf(project, exchange)) return true;
  const named = [...senders, ...receivers].map(firstWord);
  if (named.some(each => isPartOf(project, each))) return true;
  // `trove-conductor` on exchange `trove`: no source of trove is needed to know whose it is. Who got
  // a message tells better than who sent it, whose name may be guessed from the exchange.
  const telling = receivers.length > 0 ? receivers : senders;
  const isElsewhere = telling.map(firstWord).includes(firstWord(exchange));
  return isElsewhere || projects(exchange) || named.some(projects) ? false : undefined;
}

const firstWord = (name: string): string => wordsOf(name)[0] ?? '';

/** `neutron_fwaas` and `networking_bgpvpn` are loaded into neutron's programs. */
const isPartOf = (project: string, name: string): boolean =>
  name !== '' &&
  (project === name ||
    project.startsWith(`${name}_`) ||
    (name === 'neutron' && project.startsWith('networking_')));
