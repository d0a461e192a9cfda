/** The methods of Java's lists and maps that templates call. Pure. Rows `template.lists`, `template.maps`. */
import { javaText } from '../java-text.ts';
import { integer, methodTable, NoSuchMethod } from './method-table.ts';
import { JavaException } from './template-error.ts';
import { isEqual, itemsOf, JavaObject, type TemplateMap } from './values.ts';

export const LIST_METHODS = methodTable<unknown[]>({
  size: (list) => list.length,
  isEmpty: (list) => list.length === 0,
  get: (list, index) => list[inside(list, integer(index))],
  contains: (list, value) => list.some((item) => isEqual(item, value)),
  containsAll: (list, values) => listOf(values).every((value) => list.some((item) => isEqual(item, value))),
  indexOf: (list, value) => list.findIndex((item) => isEqual(item, value)),
  lastIndexOf: (list, value) => list.findLastIndex((item) => isEqual(item, value)),
  add: (list, ...args) => {
    const [first, second] = args;
    if (args.length < 2) return list.push(first) > 0;
    list.splice(inside([...list, undefined], integer(first)), 0, second);
    return undefined;
  },
  addAll: (list, values) => list.push(...listOf(values)) > 0,
  set: (list, index, value) => list.splice(inside(list, integer(index)), 1, value)[0],
  remove: (list, which) => {
    if (typeof which === 'number') return list.splice(inside(list, which), 1)[0];
    const index = list.findIndex((item) => isEqual(item, which));
    if (index >= 0) list.splice(index, 1);
    return index >= 0;
  },
  clear: (list) => {
    list.length = 0;
  },
  subList: (list, from, to) => list.slice(integer(from), integer(to)),
  equals: (list, other) => isEqual(list, other),
});

export const MAP_METHODS = methodTable<TemplateMap>({
  size: (map) => map.size,
  isEmpty: (map) => map.size === 0,
  get: (map, key) => map.get(key),
  getOrDefault: (map, key, other) => (map.has(key) ? map.get(key) : other),
  containsKey: (map, key) => map.has(key),
  containsValue: (map, value) => [...map.values()].some((member) => isEqual(member, value)),
  keySet: (map) => [...map.keys()],
  values: (map) => [...map.values()],
  entrySet: (map) => [...map].map(([key, value]) => entry(key, value)),
  put: (map, key, value) => {
    const before = map.get(key);
    map.set(key, value);
    return before;
  },
  putIfAbsent: (map, key, value) => {
    const before = map.get(key);
    if (!map.has(key)) map.set(key, value);
    return before;
  },
  putAll: (map, other) => {
    if (!(other instanceof Map)) throw new NoSuchMethod();
    for (const [key, value] of other) map.set(key, value);
  },
  remove: (map, key) => {
    const before = map.get(key);
    map.delete(key);
    return before;
  },
  clear: (map) => map.clear(),
  equals: (map, other) => isEqual(map, other),
});

function entry(key: unknown, value: unknown): JavaObject {
  const name = `${javaText(key)}=${javaText(value)}`;
  return new JavaObject(name, { key, value }, { getKey: () => key, getValue: () => value });
}

function listOf(value: unknown): unknown[] {
  const items = itemsOf(value);
  if (items === undefined) throw new NoSuchMethod();
  return items;
}

/** Java throws where JavaScript gives undefined. */
function inside(list: readonly unknown[], index: number): number {
  if (index >= 0 && index < list.length) return index;
  throw new JavaException(`index ${index} is outside a list of ${list.length}`);
}
