/** Signature Version 4, against the SDK's own signer. */
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, test } from 'vitest';
import { type SignedRequest, verifySignature } from '../src/sigv4.ts';
import { Sha256 } from './support/sha256.ts';

const credentials = { accessKeyId: 'ASIAKNOWN', secretAccessKey: 'a secret', sessionToken: 'a token' };
const secretOf = (accessKey: string) => (accessKey === 'ASIAKNOWN' ? 'a secret' : undefined);

const request = {
  method: 'POST',
  protocol: 'https:',
  hostname: 'abc.execute-api.us-east-1.amazonaws.com',
  path: '/dev/@connections/gbgB6m7sSQAYKEiKEA%3D%3D',
  headers: { host: 'abc.execute-api.us-east-1.amazonaws.com', 'content-type': 'application/octet-stream' },
  body: 'hello',
};

const signer = (keys = credentials) =>
  new SignatureV4({ service: 'execute-api', region: 'us-east-1', credentials: keys, sha256: Sha256 });

function received(signed: {
  headers: Record<string, string>;
  query?: Record<string, unknown>;
}): SignedRequest {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(signed.query ?? {})) query.append(name, String(value));
  const headers = Object.fromEntries(
    Object.entries(signed.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return { method: request.method, path: request.path, query, headers, body: Buffer.from(request.body) };
}

describe('in the headers', () => {
  test('what the SDK signs is valid', async () => {
    expect(verifySignature(received(await signer().sign(request)), secretOf)).toBe('valid');
  });

  test('each day and each secret has a key of its own', async () => {
    const days = ['2026-09-25T12:00:00Z', '2026-09-26T12:00:00Z', '2026-09-25T13:00:00Z'];
    for (const day of days) {
      const signed = received(await signer().sign(request, { signingDate: new Date(day) }));
      expect(verifySignature(signed, secretOf)).toBe('valid');
      expect(verifySignature(signed, () => 'another secret')).toHaveProperty('mismatch');
    }
  });

  test('with a query, whatever the order', async () => {
    const signed = await signer().sign({ ...request, query: { b: 'x y', a: '1/2', 'c d': "!'()*" } });
    expect(verifySignature(received(signed), secretOf)).toBe('valid');
  });

  test('a doubled slash in the path is one', async () => {
    const signed = await signer().sign({ ...request, path: '/dev//@connections/x%3D' });
    const asSent = { ...received(signed), path: '/dev//@connections/x%3D' };
    expect(verifySignature(asSent, secretOf)).toBe('valid');
  });

  const changes: Record<string, (signed: SignedRequest) => SignedRequest> = {
    'another body': (signed) => {
      const { 'x-amz-content-sha256': _hash, ...headers } = signed.headers;
      return { ...signed, headers: { ...headers, 'x-amz-content-sha256': '0'.repeat(64) } };
    },
    'another path': (signed) => ({ ...signed, path: '/prod/@connections/x' }),
    'another method': (signed) => ({ ...signed, method: 'DELETE' }),
    'another signed header': (signed) => ({ ...signed, headers: { ...signed.headers, host: 'evil' } }),
    'another query': (signed) => ({ ...signed, query: new URLSearchParams('a=1') }),
  };
  for (const [name, change] of Object.entries(changes)) {
    test(`${name} is a mismatch that tells what should have been signed`, async () => {
      const verdict = verifySignature(change(received(await signer().sign(request))), secretOf);
      expect(verdict).toMatchObject({
        mismatch: expect.stringContaining('The Canonical String for this request should have been'),
      });
    });
  }

  test('a wrong secret is a mismatch', async () => {
    const signed = await signer({ ...credentials, secretAccessKey: 'another' }).sign(request);
    expect(verifySignature(received(signed), secretOf)).toHaveProperty('mismatch');
  });

  test('a key that is not ours cannot be verified', async () => {
    const signed = await signer({ ...credentials, accessKeyId: 'AKIAOTHER' }).sign(request);
    expect(verifySignature(received(signed), secretOf)).toBe('unknown-key');
  });
});

describe('in the query', () => {
  const get = { ...request, method: 'GET', body: '', headers: { host: request.headers.host } };

  test('what the SDK presigns is valid, and a change is not', async () => {
    const signed = await signer().presign(get, { expiresIn: 60 });
    const asSent = { ...received(signed), method: 'GET', body: Buffer.alloc(0) };
    expect(verifySignature(asSent, secretOf)).toBe('valid');
    expect(verifySignature({ ...asSent, path: '/prod' }, secretOf)).toHaveProperty('mismatch');
  });
});

test('a request that is not signed is unsigned', () => {
  expect(verifySignature(received({ headers: {} }), secretOf)).toBe('unsigned');
  expect(verifySignature(received({ headers: { authorization: 'Bearer x' } }), secretOf)).toBe('unsigned');
});
