import type { Analysis } from './analysis';
import { classesOf } from './sourceIndex';

/** Topic of an object's type and version (`RESOURCE_TOPIC_PATTERN` of neutron_lib/agent/topics.py). */
const objectTopic = /^neutron-vo-(\w+)-([\d.]+)$/;

/**
 * Agents listen for objects in the version of their own code. Returns a reason why none of these
 * sources listens to such a topic.
 */
export function missingVersion(topic: string, { index }: Analysis): string | undefined {
  const [, name = '', version] = objectTopic.exec(topic) ?? [];
  if (version === undefined) return undefined;
  const versions = index
    .filesWith('class', name)
    .filter(({ facts }) => facts.module.startsWith('neutron.objects.'))
    .flatMap(file => [...classesOf(file)])
    .filter(({ class: each }) => each.name === name)
    .flatMap(({ class: { assigns } }) =>
      assigns.flatMap(([target, value]) =>
        target === 'VERSION' && value.type === 'string' ? [value.value] : [],
      ),
    );
  return versions.length > 0 && !versions.includes(version)
    ? `the sources have ${name} in version ${versions.join(', ')}`
    : undefined;
}
