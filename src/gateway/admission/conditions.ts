/**
 * Conditions of policy statements: IAM's operators over what API Gateway knows of a request. Pure.
 * Row `authorizer.policy.conditions`;
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { BlockList, isIPv6 } from 'node:net';
import { matchesPattern } from './wildcards.ts';

/** The values of condition keys, names in lower case (`aws:sourceip`). */
export type ConditionKeys = ReadonlyMap<string, string>;

/** Whether a request's value and one of the policy's fit. */
type Test = (actual: string, wanted: string) => boolean;

const same: Test = (actual, wanted) => actual === wanted;
const compareDates = (fits: (actual: number, wanted: number) => boolean): Test => {
  const epoch = (text: string) => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));
  return (actual, wanted) => fits(epoch(actual), epoch(wanted));
};
const compareNumbers =
  (fits: (actual: number, wanted: number) => boolean): Test =>
  (actual, wanted) =>
    fits(Number(actual), Number(wanted));
const like: Test = (actual, wanted) => matchesPattern(wanted, actual);

const POSITIVE: Readonly<Record<string, Test>> = {
  StringEquals: same,
  StringEqualsIgnoreCase: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  StringLike: like,
  ArnEquals: like,
  ArnLike: like,
  Bool: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  IpAddress: isInRange,
  NumericEquals: compareNumbers((a, b) => a === b),
  NumericLessThan: compareNumbers((a, b) => a < b),
  NumericLessThanEquals: compareNumbers((a, b) => a <= b),
  NumericGreaterThan: compareNumbers((a, b) => a > b),
  NumericGreaterThanEquals: compareNumbers((a, b) => a >= b),
  DateEquals: compareDates((a, b) => a === b),
  DateLessThan: compareDates((a, b) => a < b),
  DateLessThanEquals: compareDates((a, b) => a <= b),
  DateGreaterThan: compareDates((a, b) => a > b),
  DateGreaterThanEquals: compareDates((a, b) => a >= b),
};

/** Those that hold when no value fits, and when the request has none. */
const NEGATIVE: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NotIpAddress: 'IpAddress',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
};

/** Reads an operator, `IfExists` behind it or not; undefined when IAM has none of that name. */
function readOperator(
  name: string,
): { test: Test | 'Null'; negative: boolean; ifExists: boolean } | undefined {
  const ifExists = name.endsWith('IfExists');
  const plain = ifExists ? name.slice(0, -'IfExists'.length) : name;
  if (plain === 'Null') return ifExists ? undefined : { test: 'Null', negative: false, ifExists };
  const opposite = Object.hasOwn(NEGATIVE, plain) ? NEGATIVE[plain] : undefined;
  const positive = opposite ?? plain;
  const test = Object.hasOwn(POSITIVE, positive) ? POSITIVE[positive] : undefined;
  return test === undefined ? undefined : { test, negative: opposite !== undefined, ifExists };
}

/** @returns whether all of a `Condition` holds; undefined when it is none. */
export function conditionHolds(condition: unknown, keys: ConditionKeys): boolean | undefined {
  if (!isObject(condition)) return undefined;
  let holds = true;
  for (const [name, wants] of Object.entries(condition)) {
    const operator = readOperator(name);
    if (operator === undefined || !isObject(wants)) return undefined;
    for (const [key, wanted] of Object.entries(wants)) {
      const values = listOf(wanted);
      if (values === undefined) return undefined;
      if (!holdsFor(operator, keys.get(key.toLowerCase()), values)) holds = false;
    }
  }
  return holds;
}

function holdsFor(
  { test, negative, ifExists }: NonNullable<ReturnType<typeof readOperator>>,
  actual: string | undefined,
  values: readonly string[],
): boolean {
  if (test === 'Null') return values.includes(String(actual === undefined));
  if (actual === undefined) return negative || ifExists;
  return values.some((wanted) => test(actual, wanted)) !== negative;
}

/** An address, or a range such as `10.0.0.0/8`. */
function isInRange(actual: string, range: string): boolean {
  const [address = '', prefix] = range.split('/');
  const family = (text: string) => (isIPv6(text) ? 'ipv6' : 'ipv4');
  try {
    const list = new BlockList();
    if (prefix === undefined) list.addAddress(address, family(address));
    else list.addSubnet(address, Number(prefix), family(address));
    return list.check(actual, family(actual));
  } catch {
    return false;
  }
}

function listOf(value: unknown): string[] | undefined {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const scalars = values.filter((one) => ['string', 'number', 'boolean'].includes(typeof one));
  return scalars.length === values.length ? scalars.map(String) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
