/** The init phase: code that dies, hangs or is slow while it is loaded. */
import { expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';

const UUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';

async function load(source: string, fn: object = {}) {
  const emulator = await useSmallEmulator({ routes: { go: source }, twoWay: ['go'], fn });
  const client = await connect(emulator.url);
  client.send({ action: 'go' });
  const body = await client.next();
  const { error } = await emulator.facts.next('invocation.ended');
  return { emulator, body, error };
}

test('lambda.init-exit: process.exit while loading fails the invocation with its own request id', async () => {
  const { error } = await load('process.exit(3);');
  expect(error?.errorType).toBe('Runtime.ExitError');
  expect(error?.errorMessage).toMatch(
    new RegExp(`^RequestId: ${UUID} Error: Runtime exited with error: exit status 3$`),
  );
});

test('lambda.init-timeout: code that never finishes loading times out with the function', async () => {
  const { error } = await load('while (true);', { timeout: 1 });
  expect(error?.errorType).toBe('Sandbox.Timedout');
  expect(error?.errorMessage).toMatch(
    new RegExp(`^RequestId: ${UUID} Error: Task timed out after 1.00 seconds$`),
  );
});

test('lambda.init-slow: loading does not count against the timeout', async () => {
  const { body } = await load(
    'const end = Date.now() + 1500; while (Date.now() < end); exports.handler = async () => ({ body: "x" });',
    { timeout: 1 },
  );
  expect(body).toBe('x');
});

test('lambda.load-error: each invocation tries once, and nobody else does', async () => {
  const routes = { go: 'throw new Error("no");' };
  const emulator = await useSmallEmulator({ routes, twoWay: ['go'] });
  const client = await connect(emulator.url);
  for (const tries of [1, 2, 3]) {
    client.send({ action: 'go' });
    expect(await client.next()).toContain('Internal server error');
    expect(emulator.facts.of('environment.started')).toHaveLength(tries);
  }
});
