/** What is hard to have on AWS, tested in no time: each of these, once warm, in less than 50 milliseconds. */
import { fileURLToPath } from 'node:url';
import type { TestEmulator } from 'apigateway-websocket-emulator/testing';
import { createTest, expect } from 'apigateway-websocket-emulator/testing/vitest';

const test = createTest({
  cwd: fileURLToPath(new URL('../projects/tested-chat', import.meta.url)),
  // Slow is not wrong.
  within: 20_000,
});

const MINUTE = 60_000;

/** How often it is played for everything to be warm: functions, and what the engine compiles. */
const WARM_UPS = 10;

/** Plays it until everything is warm, then again from the start, and prints how long that took. */
function timed(name: string, play: (emulator: TestEmulator) => Promise<void>) {
  test(name, async ({ emulator }) => {
    for (let warmUp = 0; warmUp < WARM_UPS; warmUp++) {
      await play(emulator);
      await emulator.reset();
    }
    const startedAt = performance.now();
    await play(emulator);
    // biome-ignore lint/suspicious/noConsole: to be read
    console.info(`${name}: ${(performance.now() - startedAt).toFixed(1)} ms`);
  });
}

timed('an idle connection is closed after ten minutes', async (emulator) => {
  const alice = await emulator.connect({ query: { name: 'alice' } });
  await emulator.clock.advance(10 * MINUTE - 1000);
  expect(alice.end).toBeUndefined();
  await emulator.clock.advance(1000);
  await expect(alice).toBeClosedWith(1001, 'Going away');
  expect(await emulator.table('Connections').items()).toHaveLength(1);
});

timed('a connection that is used is closed after two hours', async (emulator) => {
  const alice = await emulator.connect({ query: { name: 'alice' } });
  for (let minutes = 0; minutes < 117; minutes += 9) {
    await emulator.clock.advance(9 * MINUTE);
    alice.send('still here');
    await alice.next({ message: 'Forbidden' });
  }
  await emulator.clock.advance(3 * MINUTE);
  await expect(alice).toBeClosedWith(1001, 'Going away');
});

timed('a stale connection is answered 410, and forgotten', async (emulator) => {
  const connections = emulator.table('Connections');
  const [alice, bob] = await Promise.all([
    emulator.connect({ query: { name: 'alice' } }),
    emulator.connect({ query: { name: 'bob' } }),
  ]);
  emulator.faults.connections({ gone: true, connectionId: bob.connectionId });
  alice.send({ action: 'say', text: 'hello?' });
  await alice.next({ type: 'told', count: 0 });
  expect(await connections.get({ connectionId: bob.connectionId })).toBeUndefined();
  await expect(bob).not.toHaveReceived({ type: 'said' });
});

timed('a throttled function is an error frame', async (emulator) => {
  const alice = await emulator.connect({ query: { name: 'alice' } });
  emulator.faults.lambda('onSay', { throttle: true, times: 1 });
  alice.send({ action: 'say', text: 'hello' });
  await alice.next({ message: 'Internal server error', connectionId: alice.connectionId });
  alice.send({ action: 'say', text: 'hello' });
  await alice.next({ type: 'told' });
});

timed('an error of DynamoDB is told to the client', async (emulator) => {
  const alice = await emulator.connect({ query: { name: 'alice' } });
  emulator.faults.dynamodb({ error: 'AccessDeniedException', operation: 'Scan' });
  alice.send({ action: 'say', text: 'hello' });
  await alice.next({ type: 'failed', because: 'AccessDeniedException' });
  expect(emulator.logs('onSay').map(({ message }) => message)).toContainEqual(
    expect.stringContaining('cannot tell'),
  );
});
