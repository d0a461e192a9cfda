/** Signatures as the management API sees them: by the functions' own credentials they are verified. */
import { SignatureV4 } from '@smithy/signature-v4';
import { expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';
import { Sha256 } from '../support/sha256.ts';

const TELL =
  'exports.handler = async ({ requestContext: { connectionId } }) => { const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = process.env; return { body: JSON.stringify({ connectionId, keys: { accessKeyId, secretAccessKey, sessionToken } }) }; };';

async function start() {
  const emulator = await useSmallEmulator({ routes: { tell: TELL }, twoWay: ['tell'] });
  const client = await connect(emulator.url);
  client.send({ action: 'tell' });
  const { connectionId, keys } = JSON.parse(await client.next());
  const { host, pathname } = new URL(
    `${emulator.managementUrl}/@connections/${encodeURIComponent(connectionId)}`,
  );
  const post = async (credentials: typeof keys, signedPath: string, sentPath = signedPath) => {
    const service = 'execute-api';
    const signer = new SignatureV4({ service, region: 'us-east-1', credentials, sha256: Sha256 });
    const request = {
      method: 'POST',
      protocol: 'http:',
      hostname: host,
      path: signedPath,
      headers: { host },
      body: 'hi',
    };
    const { headers } = await signer.sign(request);
    const answer = await fetch(`http://${host}${sentPath}`, { method: 'POST', headers, body: 'hi' });
    return {
      status: answer.status,
      errorType: answer.headers.get('x-amzn-errortype'),
      body: await answer.text(),
    };
  };
  return { client, keys, post, path: pathname };
}

test('management.bad-signature: a good one passes', async () => {
  const { client, keys, post, path } = await start();
  expect((await post(keys, path)).status).toBe(200);
  expect(await client.next()).toBe('hi');
});

test("management.bad-signature: the function's access key with another secret is refused", async () => {
  const { keys, post, path } = await start();
  const answer = await post({ ...keys, secretAccessKey: 'guessed' }, path);
  expect(answer).toMatchObject({ status: 403, errorType: 'InvalidSignatureException' });
  expect(JSON.parse(answer.body).message).toMatch(
    /^The request signature we calculated does not match the signature you provided\..*The Canonical String for this request should have been/s,
  );
});

test('management.bad-signature: so is one that was made for another path', async () => {
  const { keys, post, path } = await start();
  expect(await post(keys, '/dev/@connections/other', path)).toMatchObject({ status: 403 });
});

test('management.bad-signature: one by a key that is not ours is taken as it is', async () => {
  const { keys, post, path } = await start();
  expect((await post({ ...keys, accessKeyId: 'AKIAMINE' }, path)).status).toBe(200);
});
