/** The matchers for vitest and jest: what they wait for, and what they say. */
import { fileURLToPath } from 'node:url';
import { anyConnectionId } from 'apigateway-websocket-emulator/testing';
import { createTest, expect } from 'apigateway-websocket-emulator/testing/vitest';
import { describe } from 'vitest';

const test = createTest({
  cwd: fileURLToPath(new URL('../projects/tested-chat', import.meta.url)),
  // Slow is not wrong.
  within: 20_000,
});

/** The message of an expectation that fails. */
async function messageOf(expectation: () => unknown): Promise<string> {
  try {
    await expectation();
  } catch (error) {
    return (error as Error).message;
  }
  return 'it did not fail';
}

describe('testing.matchers', () => {
  test('testing.matchers: toHaveReceived waits, and takes nothing', async ({ emulator }) => {
    const [alice, bob] = [await emulator.connect(), await emulator.connect()];
    alice.send({ action: 'say', text: 'hello' });
    await expect(bob).toHaveReceived({ type: 'said', text: 'hello' });
    await expect(bob).toHaveReceived(/hello/);
    await expect(alice).toHaveReceived(({ json }) => (json as { count: number }).count === 1);
    expect((await bob.next()).json).toEqual({ type: 'said', text: 'hello' });
  });

  test('testing.matchers: toHaveReceivedInOrder does not mind what comes between', async ({ emulator }) => {
    const [alice, bob] = [await emulator.connect(), await emulator.connect({ name: 'bob' })];
    for (const text of ['one', 'two', 'three']) {
      alice.send({ action: 'say', text });
      await alice.next({ type: 'told' });
    }
    await expect(bob).toHaveReceivedInOrder([{ text: 'one' }, { text: 'three' }]);
    await expect(bob).not.toHaveReceivedInOrder([{ text: 'three' }, { text: 'one' }]);
    const message = await messageOf(() =>
      expect(bob).toHaveReceivedInOrder([{ text: 'two' }, { text: 'one' }], { within: 1 }),
    );
    expect(message).toContain("bob did not receive { text: 'two' }, then { text: 'one' } within 1 ms.");
    expect(message).toContain("missing: { text: 'one' }");
  });

  test('testing.matchers: toBeClosedWith waits, and does not for another close', async ({ emulator }) => {
    const [alice, bob] = [await emulator.connect({ name: 'alice' }), await emulator.connect({ name: 'bob' })];
    const closed = expect(alice).toBeClosedWith(1003, /Binary/);
    alice.send(new Uint8Array(1));
    await closed;
    await expect(alice).toBeClosedWith(1003);
    await expect(alice).toBeClosedWith(1003, 'Binary is not supported');
    await expect(bob).not.toBeClosedWith(1003);
    expect(await messageOf(() => expect(alice).toBeClosedWith(1001))).toContain(
      'alice was to be closed with 1001, and was closed with 1003 Binary is not supported.',
    );
    expect(await messageOf(() => expect(bob).toBeClosedWith(1001, 'Going away', { within: 1 }))).toContain(
      "bob was to be closed with 1001 'Going away', and is still open after 1 ms.",
    );
    expect(await messageOf(() => expect(alice).not.toBeClosedWith(1003))).toContain(
      'alice was not to be closed with 1003, and was closed with 1003',
    );
  });

  test('testing.matchers: toBeRefusedWith knows status and body', async ({ emulator }) => {
    const refused = await emulator.connect({ name: 'mallory', query: { token: 'wrong' } });
    expect(refused).toBeRefusedWith(401);
    expect(refused).toBeRefusedWith(401, /who are you/);
    expect(refused).not.toBeRefusedWith(403);
    expect(await emulator.connect()).not.toBeRefusedWith(401);
    expect(await messageOf(() => expect(refused).toBeRefusedWith(403, { message: 'Forbidden' }))).toContain(
      "mallory was to be refused with 403 { message: 'Forbidden' }, and was refused with 401 who are you?",
    );
  });

  test('testing.matchers: toHaveBeenInvokedWith waits for an event that has this', async ({ emulator }) => {
    const invoked = expect(emulator).toHaveBeenInvokedWith('onConnect', {
      requestContext: { eventType: 'CONNECT', connectionId: anyConnectionId() },
    });
    await emulator.connect();
    await invoked;
    await expect(emulator).toHaveBeenInvokedWith('onConnect');
    await expect(emulator).not.toHaveBeenInvokedWith('onSay');
    const message = await messageOf(() =>
      expect(emulator).toHaveBeenInvokedWith('onConnect', { isBase64Encoded: true }, { within: 1 }),
    );
    expect(message).toContain('onConnect was not invoked with { isBase64Encoded: true } within 1 ms.');
    expect(message).toContain('but: isBase64Encoded: expected true, found false');
    expect(await messageOf(() => expect(emulator).not.toHaveBeenInvokedWith('onConnect'))).toContain(
      'onConnect was not to be invoked with {}, and was.',
    );
  });

  test('testing.matchers: failures tell what came, and what happened', async ({ emulator }) => {
    const alice = await emulator.connect({ name: 'alice' });
    alice.send({ action: 'say', text: 'hello' });
    await expect(alice).toHaveReceived({ type: 'told' });
    const message = await messageOf(() => expect(alice).toHaveReceived({ count: 5 }, { within: 1 }));
    expect(message).toContain('alice did not receive { count: 5 } within 1 ms.');
    expect(message).toContain('not {"type":"told","count":0}: count: expected 5, found 0');
    expect(message).toMatch(/What happened:\n.*alice +connects to ws:/);
    await alice.close();
    // Nothing more can come.
    expect(await messageOf(() => expect(alice).toHaveReceived('x'))).toContain(
      'before the connection was closed',
    );
  });

  test('testing.matchers: what they are not for is said', async ({ emulator }) => {
    expect(await messageOf(() => expect({}).toHaveReceived('x'))).toContain('toHaveReceived is for a client');
    expect(await messageOf(() => expect(undefined).toBeRefusedWith(401))).toContain('is for a client');
    expect(await messageOf(() => expect({}).toHaveBeenInvokedWith('x'))).toContain('is for an emulator');
    expect(await messageOf(() => expect(emulator).toHaveBeenInvokedWith('onConect'))).toContain(
      'There is no function "onConect"',
    );
  });
});

test('testing.matchers-not: turned round, they wait until nothing more is on its way', async ({
  emulator,
}) => {
  const [alice, bob] = [await emulator.connect(), await emulator.connect({ name: 'bob' })];
  alice.send({ action: 'say', text: 'hello' });
  await expect(bob).not.toHaveReceived({ type: 'told' });
  expect(bob.received).toHaveLength(1);
  alice.send({ action: 'say', text: 'again' });
  expect(await messageOf(() => expect(bob).not.toHaveReceived({ text: 'again' }))).toContain(
    "bob was not to receive { text: 'again' }, and did.",
  );
});
