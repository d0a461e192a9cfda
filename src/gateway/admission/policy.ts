/**
 * The policy that a Lambda authorizer returns, held against one action on one resource. Pure.
 * Rows `authorizer.policy.*`; https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import { type ConditionKeys, conditionHolds } from './conditions.ts';
import { matchesPattern } from './wildcards.ts';

export type Decision = 'allow' | 'explicit-deny' | 'no-allow' | 'malformed';

export interface PolicyRequest {
  readonly action: string;
  readonly resource: string;
  readonly keys: ConditionKeys;
}

/** A deny that fits counts whatever else fits; a policy that is none in any part is none at all. */
export function evaluatePolicy(document: unknown, request: PolicyRequest): Decision {
  if (!isObject(document) || !('Statement' in document)) return 'malformed';
  const statements: unknown[] = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  const effects = statements.map((statement) => effectOf(statement, request));
  if (effects.includes('malformed')) return 'malformed';
  if (effects.includes('Deny')) return 'explicit-deny';
  return effects.includes('Allow') ? 'allow' : 'no-allow';
}

function effectOf(statement: unknown, request: PolicyRequest): 'Allow' | 'Deny' | 'none' | 'malformed' {
  if (!isObject(statement)) return 'malformed';
  const { Effect, Action, NotAction, Resource, NotResource, Condition } = statement as Record<
    string,
    unknown
  >;
  if (Effect !== 'Allow' && Effect !== 'Deny') return 'malformed';
  const { action, resource, keys } = request;
  // Names of actions have no case; resources have.
  const lower = (pattern: string) => pattern.toLowerCase();
  const fits = [
    covers(Action, NotAction, (pattern) => matchesPattern(lower(pattern), lower(action))),
    covers(Resource, NotResource, (pattern) => matchesPattern(pattern, resource)),
    Condition === undefined ? true : conditionHolds(Condition, keys),
  ];
  if (fits.includes(undefined)) return 'malformed';
  return fits.includes(false) ? 'none' : Effect;
}

/** @returns undefined when neither the element nor its opposite is there, both are, or it is no list of texts. */
function covers(
  element: unknown,
  opposite: unknown,
  matches: (pattern: string) => boolean,
): boolean | undefined {
  if ((element === undefined) === (opposite === undefined)) return undefined;
  const patterns: unknown = element ?? opposite;
  const list: unknown[] = Array.isArray(patterns) ? patterns : [patterns];
  if (list.length === 0 || !list.every((pattern) => typeof pattern === 'string')) return undefined;
  return list.some(matches) === (element !== undefined);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
