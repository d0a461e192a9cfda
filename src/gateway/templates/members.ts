/** Properties and methods, as Velocity finds them: in tables of ours alone. Pure. Row `template.sandbox`. */
import { javaText } from '../java-text.ts';
import { LIST_METHODS, MAP_METHODS } from './java-collections.ts';
import { STRING_METHODS } from './java-strings.ts';
import { methodTable, NoSuchMethod } from './method-table.ts';
import { isEqual, itemsOf, JavaObject } from './values.ts';

const NUMBER_METHODS = methodTable<number>({
  intValue: (number) => Math.trunc(number),
  longValue: (number) => Math.trunc(number),
  doubleValue: (number) => number,
  equals: (number, other) => number === other,
  compareTo: (number, other) => Math.sign(number - Number(other)),
});

const BOOLEAN_METHODS = methodTable<boolean>({
  booleanValue: (boolean) => boolean,
  equals: (boolean, other) => isEqual(boolean, other),
});

/** @returns undefined when there is no such method for such arguments. */
export function callMethod(target: unknown, name: string, args: readonly unknown[]): unknown {
  if (name === 'toString') return javaText(target);
  try {
    if (typeof target === 'string') return STRING_METHODS.get(name)?.(target, ...args);
    if (typeof target === 'number') return NUMBER_METHODS.get(name)?.(target, ...args);
    if (typeof target === 'boolean') return BOOLEAN_METHODS.get(name)?.(target, ...args);
    if (target instanceof Map) return MAP_METHODS.get(name)?.(target, ...args);
    if (target instanceof JavaObject) return target.methods.get(name)?.(...args);
    const items = itemsOf(target);
    return items && LIST_METHODS.get(name)?.(items, ...args);
  } catch (error) {
    if (error instanceof NoSuchMethod) return undefined;
    throw error;
  }
}

/** `$target.name`: what a map holds under the name, else what the getter gives. */
export function getProperty(target: unknown, name: string): unknown {
  if (target instanceof Map) return target.get(name);
  if (target instanceof JavaObject) return target.properties.get(name);
  return name === 'empty' ? callMethod(target, 'isEmpty', []) : undefined;
}

/** `$target[key]` */
export function getIndex(target: unknown, key: unknown): unknown {
  if (target instanceof JavaObject) return getProperty(target, javaText(key));
  return callMethod(target, 'get', [key]);
}

/** `#set($target.name = value)`; of what cannot be set, nothing comes. */
export function setMember(target: unknown, key: unknown, value: unknown): void {
  if (target instanceof Map) target.set(key, value);
  else if (itemsOf(target) !== undefined) callMethod(target, 'set', [key, value]);
}
