/** Which intrinsic functions there are. */
import type { Node } from '../../source/node.ts';
import { and, condition, equals, not, or, when } from './conditions.ts';
import type { Intrinsic } from './intrinsic.ts';
import { cidr, getAZs, length, select } from './lists.ts';
import { findInMap, getAtt, getStackOutput, importValue, ref } from './references.ts';
import { base64, join, split, sub, toJsonString } from './texts.ts';

const unread =
  (what: string): Intrinsic =>
  (_argument, at, evaluation) => {
    evaluation.problem(at, what);
    return undefined;
  };

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html */
export const INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map([
  ['Ref', ref],
  ['Condition', condition],
  ['Fn::And', and],
  ['Fn::Base64', base64],
  ['Fn::Cidr', cidr],
  ['Fn::Equals', equals],
  ['Fn::FindInMap', findInMap],
  ['Fn::GetAZs', getAZs],
  ['Fn::GetAtt', getAtt],
  ['Fn::GetStackOutput', getStackOutput],
  ['Fn::If', when],
  ['Fn::ImportValue', importValue],
  ['Fn::Join', join],
  ['Fn::Length', length],
  ['Fn::Not', not],
  ['Fn::Or', or],
  ['Fn::Select', select],
  ['Fn::Split', split],
  ['Fn::Sub', sub],
  ['Fn::ToJsonString', toJsonString],
  ['Fn::ForEach', unread('loops are not read; write out what it makes')],
  ['Fn::Transform', unread('macros run in CloudFormation; write out what it makes')],
]);

/** The function that a mapping calls, if it is a call: `Condition` is one with a name alone, not in a policy. */
export function calledFunction(node: Node): string | undefined {
  const [first] = node.kind === 'mapping' && node.entries.size === 1 ? node.entries : [];
  if (first === undefined) return undefined;
  const [key, { value }] = first;
  const isCall = key === 'Ref' || key.startsWith('Fn::') || (key === 'Condition' && value.kind === 'scalar');
  return isCall ? key : undefined;
}

/** `{ Ref: x }`, `{ "Fn::Sub": x }` and the like. */
export function isIntrinsic(node: Node): boolean {
  return calledFunction(node) !== undefined;
}
