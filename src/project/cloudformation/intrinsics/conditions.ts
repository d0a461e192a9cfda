/** `Fn::If`, and the functions that conditions are made of. */
import type { Location } from '../../source/location.ts';
import { isUnknown, type Node, scalar, toText, toValue, unknown } from '../../source/node.ts';
import { argumentsOf } from './arguments.ts';
import type { Evaluation, Intrinsic } from './intrinsic.ts';

const IF = 'a condition and two values, such as !If [IsProd, 100, 10]';

/** The branch that is not taken is not looked at, as in CloudFormation. */
export const when: Intrinsic = (argument, at, evaluation) => {
  const [name, yes, no] = argumentsOf(argument, [3, 3], IF, evaluation, at) ?? [];
  const condition = toText(name);
  if (name === undefined || yes === undefined || no === undefined) return undefined;
  if (condition !== undefined) {
    return evaluation.evaluate(evaluation.condition(condition, name.at) ? yes : no);
  }
  evaluation.problem(name.at, 'expected the name of a condition');
  return undefined;
};

export const condition: Intrinsic = (argument, at, evaluation) => {
  const name = toText(argument);
  if (name !== undefined) return scalar(evaluation.condition(name, argument.at), at);
  evaluation.problem(at, 'expected the name of a condition');
  return undefined;
};

export const equals: Intrinsic = (argument, at, evaluation) => {
  const [a, b] =
    argumentsOf(argument, [2, 2], 'two values, such as !Equals [!Ref Stage, prod]', evaluation, at) ?? [];
  if (a === undefined || b === undefined) return undefined;
  const [left, right] = [evaluation.evaluate(a), evaluation.evaluate(b)];
  if (isUnknown(left) || isUnknown(right)) return unknown(at);
  return scalar(comparable(left) === comparable(right), at);
};

/** `true` and `"true"` are the same to CloudFormation. */
function comparable(node: Node | undefined): string {
  return toText(node) ?? JSON.stringify(node === undefined ? null : toValue(node));
}

export const not: Intrinsic = (argument, at, evaluation) => {
  const [one] =
    argumentsOf(argument, [1, 1], 'a list of one condition, such as !Not [!Equals [a, b]]', evaluation, at) ??
    [];
  return one === undefined ? undefined : scalar(!holds(one, evaluation, at), at);
};

export const and: Intrinsic = (argument, at, evaluation) => {
  const all = argumentsOf(argument, [2, 10], 'a list of two to ten conditions', evaluation, at);
  return (
    all &&
    scalar(
      all.every((one) => holds(one, evaluation, at)),
      at,
    )
  );
};

export const or: Intrinsic = (argument, at, evaluation) => {
  const all = argumentsOf(argument, [2, 10], 'a list of two to ten conditions', evaluation, at);
  return (
    all &&
    scalar(
      all.some((one) => holds(one, evaluation, at)),
      at,
    )
  );
};

/** Whether what a condition evaluates to is true. */
export function holds(node: Node, evaluation: Evaluation, at: Location): boolean {
  const value = evaluation.evaluate(node);
  const text = toText(value);
  if (text === 'true' || text === 'false') return text === 'true';
  if (isUnknown(value)) return true;
  if (value !== undefined) evaluation.problem(at, 'expected a condition, such as !Equals [!Ref Stage, prod]');
  return false;
}
