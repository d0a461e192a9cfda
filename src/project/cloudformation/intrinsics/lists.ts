/** `Fn::Select`, `Fn::Length`, `Fn::GetAZs`, `Fn::Cidr`: lists and what is in them. */
import { list, scalar, toText } from '../../source/node.ts';
import { argumentsOf, listOf, textOf } from './arguments.ts';
import type { Intrinsic } from './intrinsic.ts';

const SELECT = 'an index and a list, such as !Select [0, [a, b]]';

export const select: Intrinsic = (argument, at, evaluation) => {
  const [first, second] = argumentsOf(argument, [2, 2], SELECT, evaluation, at) ?? [];
  if (first === undefined || second === undefined) return undefined;
  const index = textOf(first, SELECT, evaluation);
  const items = listOf(second, SELECT, evaluation);
  if (index === undefined || items === undefined) return undefined;
  const item = /^\d+$/.test(index) ? items[Number(index)] : undefined;
  if (item === undefined) {
    evaluation.problem(first.at, `there is no item ${index}: the list has ${items.length}, counted from 0`);
  }
  return item;
};

export const length: Intrinsic = (argument, at, evaluation) => {
  const items = listOf(argument, 'a list', evaluation);
  return items === undefined ? undefined : scalar(items.length, at);
};

/** Three, as most regions have. */
export const getAZs: Intrinsic = (argument, at, evaluation) => {
  const region = toText(evaluation.evaluate(argument)) || evaluation.region;
  return list(
    ['a', 'b', 'c'].map((zone) => scalar(`${region}${zone}`, at)),
    at,
  );
};

/** Networks are not emulated, and only their own resources have a use for this. */
export const cidr: Intrinsic = (_argument, at, evaluation) => {
  evaluation.problem(at, 'address blocks are not computed here; write the list out');
  return undefined;
};
