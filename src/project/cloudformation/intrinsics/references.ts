/** `Ref`, `Fn::GetAtt`, `Fn::ImportValue`, `Fn::FindInMap`: values that stand elsewhere. */
import { entriesOf, type Node, nodeAt, toText } from '../../source/node.ts';
import { didYouMean } from '../../spelling.ts';
import { argumentsOf, textOf } from './arguments.ts';
import type { Evaluation, Intrinsic } from './intrinsic.ts';

export const ref: Intrinsic = (argument, at, evaluation) => {
  const name = toText(argument);
  if (name !== undefined) return evaluation.references.to(name, argument.at);
  evaluation.problem(at, 'expected the name of a parameter or a resource, such as !Ref ChatTable');
  return undefined;
};

const GET_ATT = 'a resource and one of its attributes, such as !GetAtt ChatTable.Arn';

/** The attribute may have dots of its own, and be computed. */
export const getAtt: Intrinsic = (argument, at, evaluation) => {
  const text = toText(argument);
  if (text !== undefined) {
    const [logicalId = '', ...attribute] = text.split('.');
    if (attribute.length > 0)
      return evaluation.references.attribute(logicalId, attribute.join('.'), argument.at);
    evaluation.problem(at, `expected ${GET_ATT}`);
    return undefined;
  }
  const [resource, ...rest] = argumentsOf(argument, [2, 9], GET_ATT, evaluation, at) ?? [];
  const logicalId = toText(resource);
  const parts = rest.map((part) => textOf(part, GET_ATT, evaluation));
  if (logicalId === undefined || parts.includes(undefined)) return undefined;
  return evaluation.references.attribute(logicalId, parts.join('.'), argument.at);
};

export const importValue: Intrinsic = (argument, at, evaluation) => {
  const name = textOf(argument, 'the name of an export', evaluation);
  return name === undefined ? undefined : evaluation.references.imported(name, at);
};

const OUTPUT = 'StackName and OutputName, such as { StackName: data, OutputName: TableName }';

/** Of the same account and region, or of any other. */
export const getStackOutput: Intrinsic = (argument, at, evaluation) => {
  const [stack, output] = ['StackName', 'OutputName'].map((name) => {
    const part = nodeAt(argument, name);
    return part && textOf(part, OUTPUT, evaluation);
  });
  if (stack !== undefined && output !== undefined) return evaluation.references.outputOf(stack, output, at);
  evaluation.problem(at, `expected ${OUTPUT}`);
  return undefined;
};

const FIND = 'a mapping, a key and a second key, such as !FindInMap [Stages, !Ref Stage, table]';

export const findInMap: Intrinsic = (argument, at, evaluation) => {
  const found = argumentsOf(argument, [3, 4], FIND, evaluation, at);
  if (found === undefined) return undefined;
  const [map, top, second, options] = found as [Node, Node, Node, Node?];
  const names = [map, top, second].map((part) => textOf(part, 'a text', evaluation));
  if (names.includes(undefined)) return undefined;
  const value = nodeAt(evaluation.mappings, ...(names as string[]));
  if (value !== undefined) return value;
  const fallback = nodeAt(options, 'DefaultValue');
  if (fallback !== undefined) return evaluation.evaluate(fallback);
  evaluation.problem(at, missing(names as string[], evaluation));
  return undefined;
};

/** The first of the names that is not there. */
function missing(names: readonly string[], { mappings }: Evaluation): string {
  const depth = names.findIndex((_, i) => nodeAt(mappings, ...names.slice(0, i + 1)) === undefined);
  const name = names[depth] ?? '';
  const around = nodeAt(mappings, ...names.slice(0, depth));
  const known = entriesOf(around).map(([key]) => key);
  const where = ['Mappings', ...names.slice(0, depth)].join('.');
  const hint = didYouMean(name, known, `there is: ${known.join(', ') || 'nothing'}`);
  return `there is no "${name}" in ${where}; ${hint}`;
}
