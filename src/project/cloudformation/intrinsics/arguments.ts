/** The arguments of an intrinsic function, or a report of what they should have been. */
import type { Location } from '../../source/location.ts';
import { isUnknown, type Node, toText } from '../../source/node.ts';
import type { Evaluation } from './intrinsic.ts';

/** The text that an argument evaluates to. */
export function textOf(argument: Node, expected: string, evaluation: Evaluation): string | undefined {
  const value = evaluation.evaluate(argument);
  const text = toText(value);
  if (text === undefined && value !== undefined && !isUnknown(value))
    evaluation.problem(argument.at, `expected ${expected}`);
  return text;
}

/** A list of so many arguments, none of them evaluated. */
export function argumentsOf(
  argument: Node,
  counts: readonly [min: number, max: number],
  expected: string,
  evaluation: Evaluation,
  at: Location,
): readonly Node[] | undefined {
  const [min, max] = counts;
  if (argument.kind === 'list' && argument.items.length >= min && argument.items.length <= max) {
    return argument.items;
  }
  evaluation.problem(at, `expected ${expected}`);
  return undefined;
}

/** A list that an argument evaluates to. */
export function listOf(
  argument: Node,
  expected: string,
  evaluation: Evaluation,
): readonly Node[] | undefined {
  const value = evaluation.evaluate(argument);
  if (value?.kind === 'list') return value.items;
  if (value !== undefined && !isUnknown(value)) evaluation.problem(argument.at, `expected ${expected}`);
  return undefined;
}
