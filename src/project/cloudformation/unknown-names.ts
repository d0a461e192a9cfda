/** What is said of a name that stands for nothing, with the one that was meant. Pure. */
import { closest, didYouMean } from '../spelling.ts';
import { attributesOf } from './naming.ts';

export function noSuchCondition(name: string, known: readonly string[]): string {
  return `there is no condition "${name}"; ${didYouMean(name, known, 'add it to Conditions')}`;
}

export function noSuchResource(logicalId: string, known: readonly string[]): string {
  return `there is no resource or parameter "${logicalId}"; ${didYouMean(logicalId, known, 'add it, or correct the name')}`;
}

export function noSuchAttribute(type: string, attribute: string): string {
  const known = attributesOf(type);
  return `${type} has no attribute ${attribute}; ${didYouMean(attribute, known, `there is: ${known.join(', ')}`)}`;
}

/** Whether it is an attribute of the type with a letter wrong. */
export function isNearAttribute(type: string, attribute: string): boolean {
  return closest(attribute, attributesOf(type)) !== undefined;
}

export function noSuchOutput(stack: string, name: string): string {
  return `no stack of this project is "${stack}" with an output "${name}"; give it a value in emulator.values.yaml: cf: { "${stack}.${name}": … }`;
}

export function noSuchExport(name: string): string {
  return `no stack of this project exports "${name}"; give it a value in emulator.values.yaml: imports: { "${name}": … }`;
}
