/** `AWS::Region` and its kind: what a stack knows about itself. Pure. */
import { ownValue } from '../own.ts';
import type { Location } from '../source/location.ts';
import { list, type Node, scalar } from '../source/node.ts';
import { partitionOf, urlSuffixOf } from './naming.ts';
import type { Account } from './stack.ts';

type Value = (stack: string, account: Account) => string;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html, `AWS::NoValue` aside. */
const VALUES: Readonly<Record<string, Value>> = {
  'AWS::AccountId': (_stack, { accountId }) => accountId,
  'AWS::Partition': (_stack, { region }) => partitionOf(region),
  'AWS::Region': (_stack, { region }) => region,
  'AWS::StackId': (stack, { region, accountId }) =>
    `arn:${partitionOf(region)}:cloudformation:${region}:${accountId}:stack/${stack}/00000000-0000-0000-0000-000000000000`,
  'AWS::StackName': (stack) => stack,
  'AWS::URLSuffix': (_stack, { region }) => urlSuffixOf(region),
};

/** @returns undefined for what is none. */
export function pseudoParameter(
  name: string,
  stack: string,
  account: Account,
  at: Location,
): Node | undefined {
  if (name === 'AWS::NotificationARNs') return list([], at);
  const value = ownValue(VALUES, name);
  return value && scalar(value(stack, account), at);
}
