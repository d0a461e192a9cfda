/** Notes where the parts of a resource stand that the rules talk about. */
import type { DefinitionPath } from '../../definition-path.ts';
import { entryOf, isUnknown, type Node, nodeAt } from '../../source/node.ts';
import type { Origins } from '../../source/origins.ts';
import type { Found } from '../resource-reader.ts';

/**
 * @param settings - names of the model's settings, each with the property that it is read from.
 * @param name - the property that names the resource.
 */
export function noteOrigins(
  origins: Origins,
  path: DefinitionPath,
  { resource, node: properties, broken }: Pick<Found<unknown>, 'resource' | 'node' | 'broken'>,
  settings: Readonly<Record<string, DefinitionPath>>,
  name?: string,
): void {
  const named = name === undefined ? undefined : nodeAt(properties, name);
  origins.set(path, resource.at, named?.at);
  for (const [setting, property] of Object.entries(settings)) {
    const around = nodeAt(properties, ...property.slice(0, -1));
    const entry = entryOf(around, String(property.at(-1)));
    if (entry !== undefined) noteTree(origins, [...path, setting], entry.value, entry.key);
    else if (broken.some(([first]) => first === property[0] || first === undefined))
      origins.setUnknown([...path, setting], properties.at);
  }
}

/** A value and everything in it. */
function noteTree(origins: Origins, path: DefinitionPath, node: Node, key = node.at): void {
  if (isUnknown(node)) origins.setUnknown(path, node.at);
  else origins.set(path, node.at, key);
  if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) noteTree(origins, [...path, index], item);
  }
  if (node.kind !== 'mapping') return;
  for (const [name, entry] of node.entries) noteTree(origins, [...path, name], entry.value, entry.key);
}

/** The path of one that has the same name as another, so that a report tells the two apart. */
export function distinctPath(origins: Origins, path: DefinitionPath): DefinitionPath {
  return origins.isSet(path) ? distinctPath(origins, [...path.slice(0, -1), `${path.at(-1)}'`]) : path;
}
