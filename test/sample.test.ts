/** The sample application, as `npx emulator start` serves it. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { connect } from './support/client.ts';
import { useEmulator } from './support/emulator.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));

test('two clients of WSDemo see each other through the table', async () => {
  const emulator = await useEmulator({ cwd: repository });
  const alice = await connect(emulator.url);
  const bob = await connect(emulator.url);
  alice.send({ action: 'echo', data: 'hello' });
  expect(await alice.next()).toBe('hello');
  expect(await bob.next()).toBe('hello');

  bob.close(1000);
  await emulator.facts.next('invocation.ended', (fact) => fact.function.endsWith('_onDisconnection'));
  alice.send({ action: 'echo', data: 'alone' });
  expect(await alice.next()).toBe('alone');
});

test('WebSocketFunc answers its sender through aws-sdk v2', async () => {
  const emulator = await useEmulator({ cwd: repository });
  const api = emulator.apis.find(({ stage }) => stage === 'WebSocketStage');
  const client = await connect(api?.url ?? '');
  client.send({ action: 'echo', data: 'hello' });
  expect(await client.next()).toBe('Echo: hello');
});
