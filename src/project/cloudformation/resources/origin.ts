/** Notes where the parts of a resource stand that the rules talk about. */
import type { DefinitionPath } from '../../definition-path.ts';
import { entryOf, type Node, nodeAt } from '../../source/node.ts';
import type { Origins } from '../../source/origins.ts';
import type { Resource } from '../template.ts';

/** @param settings - names of the model's settings, each with the property that it is read from. */
export function noteOrigins(
  origins: Origins,
  path: DefinitionPath,
  resource: Resource,
  properties: Node,
  settings: Readonly<Record<string, DefinitionPath>>,
): void {
  origins.set(path, resource.at);
  for (const [setting, property] of Object.entries(settings)) {
    const around = nodeAt(properties, ...property.slice(0, -1));
    const entry = entryOf(around, String(property.at(-1)));
    if (entry !== undefined) noteTree(origins, [...path, setting], entry.value, entry.key);
  }
}

/** A value and everything in it. */
function noteTree(origins: Origins, path: DefinitionPath, node: Node, key = node.at): void {
  origins.set(path, node.at, key);
  if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) noteTree(origins, [...path, index], item);
  }
  if (node.kind !== 'mapping') return;
  for (const [name, entry] of node.entries) noteTree(origins, [...path, name], entry.value, entry.key);
}
