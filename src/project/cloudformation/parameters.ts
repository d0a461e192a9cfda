/** The values of a template's parameters: what they are deployed with, or their defaults. */
import type { Location } from '../source/location.ts';
import { type Entry, list, type Node, nodeAt, scalar, toText, unknown } from '../source/node.ts';
import type { ProblemList } from '../source/problem-list.ts';
import { closest, didYouMean } from '../spelling.ts';
import type { Lookup } from '../values-file.ts';

const SSM_VALUE = /^AWS::SSM::Parameter::Value<(.+)>$/;
const IS_LIST = /^(CommaDelimitedList|List<.+>)$/;
const PLAIN_TYPES = ['String', 'Number', 'CommaDelimitedList', 'List<Number>', 'List<String>'];
const AWS_TYPE = /^(List<)?AWS::[\w:]+(<.+>)?>?$/;

/** @param given - values from outside, by name. */
export function readParameters(
  declared: ReadonlyMap<string, Entry>,
  given: ReadonlyMap<string, string>,
  lookup: Lookup,
  problems: ProblemList,
): ReadonlyMap<string, Node> {
  for (const name of given.keys()) {
    if (declared.has(name)) continue;
    const meant = closest(name, [...declared.keys()]);
    if (meant === undefined) continue;
    problems.notice(`There is no parameter "${name}" in the template; did you mean "${meant}"?`);
  }
  return new Map(
    [...declared].map(([name, { key, value }]): [string, Node] => [
      name,
      readParameter(name, value, key, given.get(name), lookup, problems),
    ]),
  );
}

function readParameter(
  name: string,
  parameter: Node,
  key: Location,
  given: string | undefined,
  lookup: Lookup,
  problems: ProblemList,
): Node {
  const type = toText(nodeAt(parameter, 'Type'));
  if (type === undefined) {
    problems.add(key, 'a parameter has a Type; write Type: String');
    return unknown(key);
  }
  checkType(type, nodeAt(parameter, 'Type')?.at ?? key, problems);
  const fallback = nodeAt(parameter, 'Default');
  const text = given ?? toText(fallback);
  if (text === undefined) {
    problems.add(key, `it has no Default and no value; give it one: --parameter-overrides ${name}=…`);
    return unknown(key);
  }
  const at = given === undefined ? (fallback?.at ?? key) : key;
  const [, held] = SSM_VALUE.exec(type) ?? [];
  if (held !== undefined) return readStored(text, held, at, lookup, problems);
  checkValue(text, type, parameter, at, problems);
  return shaped(text, type, at);
}

function checkType(type: string, at: Location, problems: ProblemList): void {
  if (PLAIN_TYPES.includes(type) || AWS_TYPE.test(type)) return;
  const hint = didYouMean(type, PLAIN_TYPES, 'write one such as String');
  problems.add(at, `there are no parameters of type "${type}"; ${hint}`);
}

/** The value is the name of a parameter in Systems Manager, whose value counts. */
function readStored(name: string, type: string, at: Location, lookup: Lookup, problems: ProblemList): Node {
  const stored = lookup('ssm', name);
  const text = toText(stored);
  if (text !== undefined) return shaped(text, type, at);
  problems.add(
    at,
    `it is kept in Systems Manager as "${name}"; give it a value in emulator.values.yaml: ssm: { "${name}": … }`,
  );
  return unknown(at);
}

function shaped(text: string, type: string, at: Location): Node {
  if (!IS_LIST.test(type)) return scalar(text, at);
  const items = text === '' ? [] : text.split(',');
  return list(
    items.map((item) => scalar(item.trim(), at)),
    at,
  );
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html */
function checkValue(text: string, type: string, parameter: Node, at: Location, problems: ProblemList): void {
  const allowed = nodeAt(parameter, 'AllowedValues');
  const values = allowed?.kind === 'list' ? allowed.items.map(toText) : undefined;
  const parts = IS_LIST.test(type) ? text.split(',').map((part) => part.trim()) : [text];
  const stranger = values && parts.find((part) => !values.includes(part));
  if (stranger !== undefined) {
    problems.add(at, `"${stranger}" is not among its AllowedValues: ${values?.join(', ')}`);
  }
  const pattern = toText(nodeAt(parameter, 'AllowedPattern'));
  if (pattern !== undefined && !fits(text, pattern)) {
    problems.add(at, `"${text}" does not fit its AllowedPattern ${pattern}`);
  }
  if (type === 'Number' && !(text.trim() !== '' && Number.isFinite(Number(text)))) {
    problems.add(at, `"${text}" is no number, and its Type is Number`);
  }
  const [least, most] = type === 'Number' ? ['MinValue', 'MaxValue'] : ['MinLength', 'MaxLength'];
  const size = type === 'Number' ? Number(text) : text.length;
  const limit = (key: string) => Number(toText(nodeAt(parameter, key)) ?? Number.NaN);
  if (size < limit(least ?? '')) problems.add(at, `"${text}" is below its ${least} ${limit(least ?? '')}`);
  if (size > limit(most ?? '')) problems.add(at, `"${text}" is above its ${most} ${limit(most ?? '')}`);
}

/** Java's expressions are nearly JavaScript's; one that is not is taken to fit. */
function fits(text: string, pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    return true;
  }
}
