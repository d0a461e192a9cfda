/** `Fn::Sub`, `Fn::Join`, `Fn::Split`, `Fn::Base64`, `Fn::ToJsonString`: texts made of values. */
import type { Location } from '../../source/location.ts';
import { isUnknown, list, type Node, nodeAt, scalar, toText, toValue, unknown } from '../../source/node.ts';
import { argumentsOf, listOf, textOf } from './arguments.ts';
import type { Evaluation, Intrinsic } from './intrinsic.ts';

const SUB =
  'a text, or a list of a text and a mapping of its variables, such as !Sub "arn:aws:s3:::${Bucket}"';

export const sub: Intrinsic = (argument, at, evaluation) => {
  const isPlain = argument.kind === 'scalar';
  const parts = isPlain ? [argument] : argumentsOf(argument, [1, 2], SUB, evaluation, at);
  const [template, variables] = parts ?? [];
  const text = toText(template);
  if (template === undefined || text === undefined) {
    if (parts !== undefined) evaluation.problem(at, `expected ${SUB}`);
    return undefined;
  }
  const names = placeholders(text);
  let isKnown = true;
  const values = new Map<string, string>();
  for (const name of new Set(names)) {
    const value = variableOf(name, variables, template.at, evaluation);
    if (value === undefined) isKnown = false;
    else values.set(name, value);
  }
  if (!isKnown) return undefined;
  return scalar(
    text.replaceAll(PLACEHOLDER, (_all, literal: string | undefined, name: string) =>
      literal === undefined ? (values.get(name.trim()) ?? '') : `\${${name}}`,
    ),
    at,
  );
};

/** `${!Literal}` stays, without its exclamation mark. */
const PLACEHOLDER = /\$\{(!)?([^${}]+)\}/g;

/** The names that a text of `Fn::Sub` refers to. */
export function placeholders(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].flatMap(([, literal, name = '']) => (literal ? [] : [name.trim()]));
}

function variableOf(
  name: string,
  variables: Node | undefined,
  at: Location,
  evaluation: Evaluation,
): string | undefined {
  const own = nodeAt(variables, name);
  if (own !== undefined) return textOf(own, 'a text', evaluation);
  const [logicalId = '', ...attribute] = name.split('.');
  const value =
    attribute.length === 0
      ? evaluation.references.to(name, at)
      : evaluation.references.attribute(logicalId, attribute.join('.'), at);
  const text = toText(value);
  if (text === undefined && value !== undefined && !isUnknown(value)) {
    evaluation.problem(at, `\${${name}} is no text; use !Join for a list`);
  }
  return text;
}

const JOIN = 'a delimiter and a list, such as !Join ["-", [a, b]]';

export const join: Intrinsic = (argument, at, evaluation) => {
  const [first, second] = argumentsOf(argument, [2, 2], JOIN, evaluation, at) ?? [];
  if (first === undefined || second === undefined) return undefined;
  const delimiter = textOf(first, JOIN, evaluation);
  const items = listOf(second, JOIN, evaluation);
  if (delimiter === undefined || items === undefined) return undefined;
  if (items.some(isUnknown)) return unknown(at);
  const texts = items.map(toText);
  if (!texts.includes(undefined)) return scalar(texts.join(delimiter), at);
  evaluation.problem(second.at, 'expected a list of texts');
  return undefined;
};

const SPLIT = 'a delimiter and a text, such as !Split [",", "a,b"]';

export const split: Intrinsic = (argument, at, evaluation) => {
  const [first, second] = argumentsOf(argument, [2, 2], SPLIT, evaluation, at) ?? [];
  if (first === undefined || second === undefined) return undefined;
  const delimiter = textOf(first, SPLIT, evaluation);
  const text = textOf(second, SPLIT, evaluation);
  if (delimiter === undefined || text === undefined) return undefined;
  return list(
    text.split(delimiter).map((part) => scalar(part, at)),
    at,
  );
};

export const base64: Intrinsic = (argument, at, evaluation) => {
  const text = textOf(argument, 'a text', evaluation);
  return text === undefined ? undefined : scalar(Buffer.from(text).toString('base64'), at);
};

export const toJsonString: Intrinsic = (argument, at, evaluation) => {
  const value = evaluation.evaluate(argument);
  return value === undefined ? undefined : scalar(JSON.stringify(toValue(value)), at);
};
