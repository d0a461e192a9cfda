/** The projects of `test/projects/sam-*`, two of them examples of SAM's developer guide, run as they are. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { connect, refusal } from '../../support/client.ts';
import { useEmulator } from '../../support/emulator.ts';

const start = (name: string) =>
  useEmulator({ cwd: fileURLToPath(new URL(`../../projects/${name}`, import.meta.url)) });

test('the guide’s simple WebSocket API', async () => {
  const { url } = await start('sam-websocket-api');
  expect(new URL(url).pathname).toBe('/default');
  const client = await connect(url);
  client.send({ action: 'sendMessage', message: 'hello' });
  expect(JSON.parse(await client.next())).toEqual({ from: 'sendMessage', message: 'hello' });
});

test('the guide’s WebSocket API with a Lambda authorizer', async () => {
  const { url } = await start('sam-websocket-authorizer');
  expect((await refusal(url)).status).toBe(401);
  expect((await refusal(url, { headers: { Authorization: 'nobody' } })).status).toBe(403);
  const client = await connect(url, { headers: { Authorization: 'allow' } });
  client.send({ action: 'sendMessage' });
  expect(JSON.parse(await client.next())).toEqual({ principalId: 'allow' });
});

test('a chat with Globals, conditions, a layer, a two-way route and a stream', async () => {
  const { url, project } = await start('sam-chat');
  expect(project.region).toBe('eu-central-1');
  const alice = await connect(`${url}?name=alice`);
  const bob = await connect(`${url}?name=bob`);
  alice.send({ action: 'whoami' });
  expect(await alice.next()).toBe('Hello, alice!');
  bob.send({ action: 'say', text: 'hi' });
  const said = { name: 'bob', text: 'hi' };
  expect([JSON.parse(await alice.next()), JSON.parse(await bob.next())]).toEqual([said, said]);
});
