/** Tests of a user that fail, for what is then printed; test/testing/vitest.test.ts runs them. */
import { fileURLToPath } from 'node:url';
import { createTest, expect } from 'apigateway-websocket-emulator/testing/vitest';

const test = createTest({ cwd: fileURLToPath(new URL('../../projects/tested-chat', import.meta.url)) });

test('is given up while the emulator starts', async ({ emulator }) => {
  await emulator.connect({ name: 'mallory' });
}, 1);

test('fails by itself', async ({ emulator }) => {
  const alice = await emulator.connect({ name: 'alice' });
  alice.send({ action: 'say', text: 'hello' });
  await alice.next({ type: 'told' });
  expect(await emulator.table('Connections').items()).toHaveLength(7);
});

test('fails by a matcher', async ({ emulator }) => {
  const bob = await emulator.connect({ name: 'bob' });
  await expect(bob).toHaveReceived('hello', { within: 1 });
});

test('passes', async ({ emulator }) => {
  // What the others have left is gone.
  expect(emulator.facts).toEqual([]);
  expect(await emulator.table('Connections').items()).toHaveLength(1);
  await emulator.connect({ name: 'carol' });
});

test('takes too long', async ({ emulator }) => {
  const dave = await emulator.connect({ name: 'dave' });
  await dave.next('never');
}, 1000);
