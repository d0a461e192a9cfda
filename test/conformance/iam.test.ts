/** `AWS_IAM` on `$connect`: signed upgrade requests, made by the SDK's own signer. */
import { SignatureV4 } from '@smithy/signature-v4';
import { ManualClock } from 'apigateway-websocket-emulator';
import { describe, expect, test } from 'vitest';
import { connect, refusal } from '../support/client.ts';
import type { TestEmulator } from '../support/emulator.ts';
import { eventOf, invoked, ownBody, useGuarded } from '../support/guarded.ts';
import { Sha256 } from '../support/sha256.ts';

/** Those that the emulator gives to functions. */
const OWN = {
  accessKeyId: 'ASIAEMULATOR00000000',
  secretAccessKey: 'emulator/secret/access/key/of/no/account',
  sessionToken: 'emulator-session-token',
};
const FOREIGN = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'somebody else’s' };

interface Signing {
  readonly credentials?: typeof OWN | typeof FOREIGN;
  readonly region?: string;
  readonly service?: string;
  readonly path?: string;
  readonly query?: Record<string, string>;
}

function prepare(emulator: TestEmulator, signing: Signing) {
  const { credentials = OWN, region = 'us-east-1', service = 'execute-api' } = signing;
  const { path = '/dev', query = {} } = signing;
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  const { host } = new URL(emulator.url);
  const request = { method: 'GET', protocol: 'wss:', hostname: host, path, query, headers: { host } };
  return { signer, request };
}

async function signedHeaders(emulator: TestEmulator, signing: Signing = {}): Promise<Record<string, string>> {
  const { signer, request } = prepare(emulator, signing);
  const { host: _host, ...headers } = (await signer.sign(request)).headers;
  return headers;
}

async function presignedUrl(emulator: TestEmulator, signing: Signing = {}, options = {}): Promise<string> {
  const { signer, request } = prepare(emulator, signing);
  const { query = {} } = await signer.presign(request, { expiresIn: 60, ...options });
  return `${emulator.url}?${new URLSearchParams(query as Record<string, string>)}`;
}

const useIam = (clock?: ManualClock) =>
  useGuarded({
    connect: { authorizationType: 'AWS_IAM' },
    ...(clock !== undefined && { options: { clock } }),
  });

describe('signed', () => {
  test('iam.signed: in the headers', async () => {
    const emulator = await useIam();
    await connect(emulator.url, { headers: await signedHeaders(emulator) });
    expect(invoked(emulator)).toEqual(['connect']);
  });

  test('iam.signed: in the headers, with a query', async () => {
    const emulator = await useIam();
    const headers = await signedHeaders(emulator, { query: { room: 'a b', 'x/y': "!'()*" } });
    await connect(`${emulator.url}?${new URLSearchParams({ room: 'a b', 'x/y': "!'()*" })}`, { headers });
    expect(invoked(emulator)).toEqual(['connect']);
  });

  test('iam.signed: in the URL', async () => {
    const emulator = await useIam();
    await connect(await presignedUrl(emulator, { query: { room: 'a b' } }));
    const { queryStringParameters } = await eventOf(emulator, 'connect');
    expect(queryStringParameters.room).toBe('a b');
  });

  test('iam.foreign-key: one by a key that is not ours is taken as it is', async () => {
    const emulator = await useIam();
    await connect(emulator.url, { headers: await signedHeaders(emulator, { credentials: FOREIGN }) });
    const { requestContext } = await eventOf(emulator, 'connect');
    expect(requestContext.identity).toMatchObject({
      accessKey: 'AKIAIOSFODNN7EXAMPLE',
      userArn: 'arn:aws:iam::123456789012:user/emulator',
    });
  });
});

test('iam.identity: who signed, in all three events, in the order of AWS’s maps', async () => {
  const emulator = await useIam();
  const headers = { ...(await signedHeaders(emulator)), 'User-Agent': 'probe' };
  const client = await connect(emulator.url, { headers });
  client.send('hello');
  await client.next();
  client.close();
  const caller = 'AROAEMULATOR00000000:emulator';
  for (const fn of ['connect', 'default', 'disconnect']) {
    const { requestContext } = await eventOf(emulator, fn);
    expect(Object.entries(requestContext.identity)).toEqual([
      ['userArn', 'arn:aws:sts::123456789012:assumed-role/emulator/emulator'],
      ['userAgent', 'probe'],
      ['accountId', '123456789012'],
      ['caller', caller],
      ['sourceIp', '127.0.0.1'],
      ['accessKey', OWN.accessKeyId],
      ['user', caller],
    ]);
  }
});

describe('refused', () => {
  test('iam.unsigned: 403', async () => {
    const emulator = await useIam();
    for (const headers of [{}, { Authorization: 'Bearer token' }]) {
      const refused = await refusal(emulator.url, { headers });
      expect(refused.status).toBe(403);
      expect(refused.body).toMatch(ownBody('Missing Authentication Token'));
      expect(refused.headers['x-amzn-errortype']).toBeUndefined();
    }
    expect(invoked(emulator)).toEqual([]);
  });

  const MISMATCH =
    /^The request signature we calculated does not match the signature you provided\..*The Canonical String for this request should have been\n'GET\n\/dev\n/s;
  const mismatches: Record<string, (emulator: TestEmulator) => Promise<[url: string, headers?: object]>> = {
    'iam.bad-signature: by another secret': async (emulator) => [
      emulator.url,
      await signedHeaders(emulator, { credentials: { ...OWN, secretAccessKey: 'guessed' } }),
    ],
    'iam.bad-signature: of another path': async (emulator) => [
      emulator.url,
      await signedHeaders(emulator, { path: '/prod' }),
    ],
    'iam.bad-signature: a presigned URL with something added': async (emulator) => [
      `${await presignedUrl(emulator)}&admin=true`,
    ],
  };
  for (const [name, make] of Object.entries(mismatches)) {
    test(name, async () => {
      const emulator = await useIam();
      const [url, headers = {}] = await make(emulator);
      const refused = await refusal(url, { headers: { ...headers } });
      expect(refused.status).toBe(403);
      expect(JSON.parse(refused.body).message).toMatch(MISMATCH);
      expect(invoked(emulator)).toEqual([]);
    });
  }

  test('iam.wrong-scope: signed for another region, or another service', async () => {
    const emulator = await useIam();
    const elsewhere = await refusal(emulator.url, {
      headers: await signedHeaders(emulator, { region: 'eu-west-1' }),
    });
    expect(elsewhere.status).toBe(403);
    expect(elsewhere.body).toMatch(
      ownBody("Credential should be scoped to a valid region, not 'eu-west-1'. "),
    );
    const other = await refusal(emulator.url, {
      headers: await signedHeaders(emulator, { service: 'lambda', credentials: FOREIGN }),
    });
    expect(other.status).toBe(403);
    expect(other.body).toMatch(ownBody("Credential should be scoped to correct service: 'execute-api'. "));
  });

  test('iam.expired: a presigned URL when its seconds are over', async () => {
    const clock = new ManualClock(Date.UTC(2026, 8, 25, 0, 4, 24));
    const emulator = await useIam(clock);
    const signingDate = new Date(clock.now());
    const url = await presignedUrl(emulator, {}, { signingDate, expiresIn: 120 });
    clock.advance(120_000);
    await connect(url);
    clock.advance(1000);
    const refused = await refusal(url);
    expect(refused.status).toBe(403);
    expect(refused.body).toMatch(
      ownBody(
        'Signature expired: 20260925T000424Z is now earlier than 20260925T000425Z (20260925T000625Z - 2 min.)',
      ),
    );
  });

  test('iam.expired: any other signature after five minutes, and one of the future', async () => {
    const clock = new ManualClock();
    const emulator = await useIam(clock);
    const headers = await signedHeaders(emulator);
    clock.advance(302_000);
    const late = await refusal(emulator.url, { headers });
    expect(JSON.parse(late.body).message).toMatch(
      /^Signature expired: \d{8}T\d{6}Z is now earlier than .* - 5 min\.\)$/,
    );
    const { signer, request } = prepare(emulator, {});
    const signed = await signer.sign(request, { signingDate: new Date(clock.now() + 301_000) });
    const early = await refusal(emulator.url, { headers: signed.headers });
    expect(JSON.parse(early.body).message).toMatch(/^Signature not yet current: /);
    expect([late.status, early.status]).toEqual([403, 403]);
  });
});
