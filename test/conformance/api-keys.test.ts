/** API keys and usage plans: whose key opens a stage, how fast and how often. */
import { ManualClock } from 'apigateway-websocket-emulator';
import { describe, expect, test } from 'vitest';
import { connect, refusal } from '../support/client.ts';
import { eventOf, invoked, ownBody, returning, useGuarded } from '../support/guarded.ts';

const MOBILE = 'mobile-key-of-twenty-characters';
const WEB = 'web-key-of-more-than-twenty-characters';
const OLD = 'old-key-of-more-than-twenty-characters';
const API_KEYS = {
  mobile: { value: MOBILE, id: 'abcdefghij' },
  web: { value: WEB },
  old: { value: OLD, enabled: false },
};
const withKey = (value: string) => ({ headers: { 'X-Api-Key': value } });

type Plan = NonNullable<NonNullable<Parameters<typeof useGuarded>[0]['config']>['usagePlans']>[string];

const useKeys = (plan: Partial<Plan> = {}, clock?: ManualClock) =>
  useGuarded({
    connect: { apiKeyRequired: true },
    config: {
      apiKeys: API_KEYS,
      usagePlans: { basic: { apiKeys: ['mobile', 'old', 'web'], ...plan } },
    },
    ...(clock !== undefined && { options: { clock } }),
  });

test('api-key.good: opens the stage, and stands in the identity of all three events', async () => {
  const emulator = await useKeys();
  const client = await connect(emulator.url, withKey(MOBILE));
  client.send('hello');
  await client.next();
  client.close();
  for (const fn of ['connect', 'default', 'disconnect']) {
    const { requestContext } = await eventOf(emulator, fn);
    expect(Object.entries(requestContext.identity)).toEqual([
      ['apiKey', MOBILE],
      ['apiKeyId', 'abcdefghij'],
      ['sourceIp', '127.0.0.1'],
    ]);
  }
});

describe('refused', () => {
  const headers: Record<string, Record<string, string>> = {
    'api-key.missing: none': {},
    'api-key.missing: an empty one': { 'x-api-key': '' },
    'api-key.unknown: nobody has it': { 'x-api-key': 'another-key-of-twenty-characters' },
    'api-key.disabled: it is not to be used': { 'x-api-key': OLD },
  };
  for (const [name, given] of Object.entries(headers)) {
    test(name, async () => {
      const emulator = await useKeys();
      const refused = await refusal(emulator.url, { headers: given });
      expect(refused.status).toBe(403);
      expect(refused.body).toMatch(ownBody('Forbidden'));
      expect(invoked(emulator)).toEqual([]);
    });
  }

  test('api-key.other-plan: no usage plan for the stage has it', async () => {
    const emulator = await useGuarded({
      connect: { apiKeyRequired: true },
      api: { stages: { dev: {}, prod: {} } },
      config: {
        apiKeys: { mobile: { value: MOBILE }, web: { value: WEB } },
        usagePlans: {
          mobile: { apiKeys: ['mobile'], stages: ['test/prod'] },
          web: { apiKeys: ['web'], stages: ['test'] },
        },
      },
    });
    const prod = emulator.url.replace('/dev', '/prod');
    expect(await refusal(emulator.url, withKey(MOBILE))).toMatchObject({ status: 403 });
    await connect(prod, withKey(MOBILE));
    await connect(emulator.url, withKey(WEB));
    await connect(prod, withKey(WEB));
    expect(emulator.facts.of('connection.refused')[0]?.reason).toBe(
      'no usage plan for test/dev has the API key "mobile"',
    );
  });
});

test('api-key.from-authorizer: usageIdentifierKey instead of the header, when the API says so', async () => {
  const emulator = await useGuarded({
    authorizer: returning(
      "{ principalId: 'x', policyDocument: allow, usageIdentifierKey: event.queryStringParameters.key }",
    ),
    connect: { authorizer: 'gate', apiKeyRequired: true },
    api: {
      apiKeySelectionExpression: '$context.authorizer.usageIdentifierKey',
      authorizers: { gate: { function: 'authorize' } },
    },
    config: {
      apiKeys: { mobile: { value: MOBILE } },
      usagePlans: { basic: { apiKeys: ['mobile'] } },
      functions: Object.fromEntries(
        ['authorize', 'connect', 'disconnect', 'default'].map((name) => [
          name,
          { handler: `${name}.handler` },
        ]),
      ),
    },
  });
  await connect(`${emulator.url}?key=${MOBILE}`);
  expect((await eventOf(emulator, 'connect')).requestContext.identity.apiKey).toBe(MOBILE);
  expect(await refusal(emulator.url, withKey(MOBILE))).toMatchObject({ status: 403 });
});

test('api-key.after-authorizer: whom the authorizer refuses is not asked for a key', async () => {
  const emulator = await useGuarded({
    authorizer: 'exports.handler = async () => { throw new Error("Unauthorized"); };',
    connect: { authorizer: 'gate', apiKeyRequired: true },
    api: { authorizers: { gate: { function: 'authorize' } } },
  });
  expect(await refusal(emulator.url)).toMatchObject({ status: 401 });
});

describe('usage plans', () => {
  test('usage-plan.throttle: 429 above the burst, for each key by itself, until the rate allows another', async () => {
    const clock = new ManualClock();
    const emulator = await useKeys({ throttle: { rateLimit: 1, burstLimit: 2 } }, clock);
    await connect(emulator.url, withKey(MOBILE));
    await connect(emulator.url, withKey(MOBILE));
    const refused = await refusal(emulator.url, withKey(MOBILE));
    expect(refused.status).toBe(429);
    expect(refused.body).toMatch(ownBody('Too Many Requests'));
    await connect(emulator.url, withKey(WEB));
    clock.advance(1000);
    await connect(emulator.url, withKey(MOBILE));
  });

  for (const [period, start, left] of [
    // A Friday in September.
    ['DAY', Date.UTC(2026, 8, 25, 12), 12 * 60 * 60 * 1000],
    ['WEEK', Date.UTC(2026, 8, 25), 2 * 24 * 60 * 60 * 1000],
    ['MONTH', Date.UTC(2026, 8, 25), 6 * 24 * 60 * 60 * 1000],
  ] as const) {
    test(`usage-plan.quota: 429 until the ${period} is over, UTC`, async () => {
      const clock = new ManualClock(start);
      const emulator = await useKeys({ quota: { limit: 1, period } }, clock);
      await connect(emulator.url, withKey(MOBILE));
      const refused = await refusal(emulator.url, withKey(MOBILE));
      expect(refused.status).toBe(429);
      expect(refused.body).toMatch(ownBody('Limit Exceeded'));
      clock.advance(left - 1);
      expect(await refusal(emulator.url, withKey(MOBILE))).toMatchObject({ status: 429 });
      clock.advance(1);
      await connect(emulator.url, withKey(MOBILE));
    });
  }

  test('usage-plan.connections: messages are not counted', async () => {
    const emulator = await useKeys({
      throttle: { rateLimit: 0.001, burstLimit: 1 },
      quota: { limit: 1, period: 'DAY' },
    });
    const client = await connect(emulator.url, withKey(MOBILE));
    for (const text of ['one', 'two', 'three']) {
      client.send(text);
      expect(await client.next()).toBe('');
    }
  });
});
