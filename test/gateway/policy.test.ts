/** Policies of authorizers: statements, patterns and conditions. */
import { describe, expect, test } from 'vitest';
import { conditionHolds } from '../../src/gateway/admission/conditions.ts';
import { evaluatePolicy } from '../../src/gateway/admission/policy.ts';
import { matchesPattern } from '../../src/gateway/admission/wildcards.ts';

const resource = 'arn:aws:execute-api:us-east-1:123456789012:abcdef1234/prod/$connect';
const keys = new Map([
  ['aws:sourceip', '10.1.2.3'],
  ['aws:securetransport', 'true'],
  ['aws:currenttime', '2026-09-25T00:04:24.000Z'],
  ['aws:epochtime', '1790294664'],
]);
const decide = (...Statement: unknown[]) =>
  evaluatePolicy({ Version: '2012-10-17', Statement }, { action: 'execute-api:Invoke', resource, keys });
const allow = { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: resource };

describe('statements', () => {
  test('lists of actions and resources fit when one of them does', () => {
    const Action = ['s3:GetObject', 'execute-api:Invoke'];
    expect(decide({ ...allow, Action, Resource: ['arn:aws:s3:::x', resource] })).toBe('allow');
    expect(decide({ ...allow, Action: ['s3:GetObject'] })).toBe('no-allow');
  });

  test('actions have no case, resources have', () => {
    expect(decide({ ...allow, Action: 'EXECUTE-API:invoke' })).toBe('allow');
    expect(decide({ ...allow, Resource: resource.toUpperCase() })).toBe('no-allow');
  });

  test('NotAction and NotResource are all others', () => {
    const { Action: _action, ...noAction } = allow;
    const { Resource: _resource, ...noResource } = allow;
    expect(decide({ ...noAction, NotAction: 's3:*' })).toBe('allow');
    expect(decide({ ...noAction, NotAction: ['execute-api:*', 's3:*'] })).toBe('no-allow');
    expect(decide({ ...noResource, NotResource: 'arn:aws:s3:::*' })).toBe('allow');
    expect(decide({ ...noResource, NotResource: '*' })).toBe('no-allow');
  });

  test('a deny counts wherever it stands, one that does not fit nowhere', () => {
    expect(decide({ ...allow, Effect: 'Deny', Resource: '*' }, allow)).toBe('explicit-deny');
    expect(decide({ ...allow, Effect: 'Deny', Resource: 'arn:aws:s3:::*' }, allow)).toBe('allow');
  });

  test('no statement allows nothing', () => {
    expect(decide()).toBe('no-allow');
  });

  for (const [name, statement] of Object.entries({
    'no object': 'Allow',
    'no effect': { Action: '*', Resource: '*' },
    'an effect in another case': { ...allow, Effect: 'allow' },
    'no action': { Effect: 'Allow', Resource: '*' },
    'no resource': { Effect: 'Allow', Action: '*' },
    'an action and its opposite': { ...allow, NotAction: 's3:*' },
    'an empty list': { ...allow, Resource: [] },
    'a number for a resource': { ...allow, Resource: [1] },
    'an operator that IAM does not have': {
      ...allow,
      Condition: { IpEquals: { 'aws:SourceIp': '10.0.0.0/8' } },
    },
    'a condition that is none': { ...allow, Condition: 'aws:SourceIp' },
  })) {
    test(`malformed: ${name}`, () => {
      expect(decide(allow, statement)).toBe('malformed');
    });
  }

  test('malformed: no statements at all', () => {
    const request = { action: 'execute-api:Invoke', resource, keys };
    expect(evaluatePolicy({ Version: '2012-10-17' }, request)).toBe('malformed');
    expect(evaluatePolicy('text', request)).toBe('malformed');
    expect(evaluatePolicy(null, request)).toBe('malformed');
  });
});

describe('patterns', () => {
  const fits: [pattern: string, text: string, expected: boolean][] = [
    ['*', '', true],
    ['a*', 'a', true],
    ['a*c', 'abbc', true],
    ['a*c', 'abbd', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*/$connect', 'api/prod/$connect', true],
    ['*/prod/*/*', 'api/prod/$connect', false],
    ['a.c', 'abc', false],
    ['*a*b', 'aab', true],
    ['abc', 'abcd', false],
  ];
  for (const [pattern, text, expected] of fits) {
    test(`${pattern} and "${text}": ${expected}`, () => {
      expect(matchesPattern(pattern, text)).toBe(expected);
    });
  }

  test('a pattern made to be slow is not', () => {
    expect(matchesPattern('*a'.repeat(200), 'a'.repeat(5000).concat('b'))).toBe(false);
  });
});

describe('conditions', () => {
  const holds: [condition: object, expected: boolean][] = [
    [{ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, true],
    [{ IpAddress: { 'AWS:sourceip': ['192.168.0.0/16', '10.1.2.3'] } }, true],
    [{ IpAddress: { 'aws:SourceIp': '10.1.2.4' } }, false],
    [{ IpAddress: { 'aws:SourceIp': '2001:db8::/32' } }, false],
    [{ IpAddress: { 'aws:SourceIp': 'nonsense/99' } }, false],
    [{ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, false],
    [{ StringEquals: { 'aws:SourceIp': '10.1.2.3' } }, true],
    [{ StringNotEquals: { 'aws:SourceIp': ['10.1.2.3', 'x'] } }, false],
    [{ StringLike: { 'aws:SourceIp': '10.*' } }, true],
    [{ StringNotLike: { 'aws:SourceIp': '10.*' } }, false],
    [{ Bool: { 'aws:SecureTransport': true } }, true],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, false],
    [{ DateLessThan: { 'aws:CurrentTime': '2026-10-01T00:00:00Z' } }, true],
    [{ DateGreaterThan: { 'aws:CurrentTime': '1790294665' } }, false],
    [{ NumericGreaterThanEquals: { 'aws:EpochTime': 1_790_294_664 } }, true],
    [{ Null: { 'aws:SourceVpc': 'true', 'aws:SourceIp': 'false' } }, true],
    [{ Null: { 'aws:SourceIp': true } }, false],
    // What the request does not have fits nothing, and so is different from everything.
    [{ StringEquals: { 'aws:SourceVpc': 'vpc-1' } }, false],
    [{ StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } }, true],
    [{ StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' } }, true],
    [{ StringEqualsIfExists: { 'aws:SourceIp': 'x' } }, false],
    [{ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, Bool: { 'aws:SecureTransport': 'false' } }, false],
  ];
  for (const [condition, expected] of holds) {
    test(`${JSON.stringify(condition)}: ${expected}`, () => {
      expect(conditionHolds(condition, keys)).toBe(expected);
    });
  }

  test('an operator that is none, or values that are none, are no condition', () => {
    expect(conditionHolds({ toString: { 'aws:SourceIp': 'x' } }, keys)).toBeUndefined();
    expect(conditionHolds({ 'ForAllValues:StringEquals': { 'aws:SourceIp': 'x' } }, keys)).toBeUndefined();
    expect(conditionHolds({ StringEquals: { 'aws:SourceIp': {} } }, keys)).toBeUndefined();
  });
});
