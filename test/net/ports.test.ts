/** Which addresses and ports are bound, and what is said when they cannot be. */
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { EmulatorError, startEmulator } from 'apigateway-websocket-emulator';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useEmulator, useSmallEmulator } from '../support/emulator.ts';
import { ask, bareSocket, portOf } from '../support/http.ts';
import { useProject } from '../support/project.ts';

const ECHO = 'exports.handler = async (event) => ({ statusCode: 200, body: event.body });';
const echo = { routes: { $default: ECHO }, twoWay: ['$default'] };

/** Takes a port on this address and returns it. */
async function occupy(host: string, port = 0): Promise<number> {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve, reject) => server.on('error', reject).listen({ host, port }, resolve));
  return (server.address() as { port: number }).port;
}

async function failure(start: Promise<unknown>): Promise<EmulatorError> {
  const error = await start.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(EmulatorError);
  return error as EmulatorError;
}

test.each(['127.0.0.1', '::1', '0.0.0.0', '::'])(
  'a port that is taken on %s is named, with the flag that chooses another',
  async (host) => {
    const port = await occupy(host);
    const cwd = await useProject(echo);
    const error = await failure(startEmulator({ cwd, port }));
    expect(error.code).toBe('PORT_IN_USE');
    expect(error.fault).toBe('user');
    expect(error.message).toContain(`Port ${port} `);
    expect(error.message).toContain('--port');
    expect(error.message).not.toContain('    at ');
    // Of the two addresses, the one that was free is free again.
    if (host === '127.0.0.1') await occupy('::1', port);
    if (host === '::1') await occupy('127.0.0.1', port);
  },
);

test.each([undefined, ''])('by default, host %j, only loopback addresses are bound', async (host) => {
  const emulator = await useSmallEmulator(echo, { host });
  const port = portOf(emulator);
  await bareSocket(port, '127.0.0.1');
  await bareSocket(port, '::1');
  const outside = Object.values(networkInterfaces())
    .flatMap((found = []) => found)
    .filter(({ internal, family, scopeid }) => !internal && (family === 'IPv4' || scopeid === 0))
    .map(({ address }) => address);
  // Another loopback address shows the same on a machine that has no network.
  for (const address of [...outside, '127.0.0.2']) {
    await expect(bareSocket(port, address)).rejects.toThrow(/ECONNREFUSED/);
  }
});

test('with a host, that address is bound and no other', async () => {
  const emulator = await useSmallEmulator(echo, { host: '127.0.0.2' });
  const port = portOf(emulator);
  const { url } = emulator;
  expect(url).toBe(`ws://127.0.0.2:${port}/dev`);
  const client = await connect(url);
  client.send('hello');
  expect(await client.next()).toBe('hello');
  await expect(bareSocket(port, '127.0.0.1')).rejects.toThrow(/ECONNREFUSED/);
});

test('0.0.0.0 binds every address', async () => {
  const emulator = await useSmallEmulator(echo, { host: '0.0.0.0' });
  const port = portOf(emulator);
  for (const host of ['127.0.0.1', '127.0.0.2']) {
    expect((await ask(`http://${host}:${port}/dev`)).status).toBe(426);
  }
});

test('an address that this machine does not have is a mistake, not a defect', async () => {
  const cwd = await useProject(echo);
  const error = await failure(startEmulator({ cwd, host: '192.0.2.1', port: 0 }));
  expect(error.code).toBe('PORT_NOT_ALLOWED');
  expect(error.message).toContain('192.0.2.1');
});

test('APIs of one project share a port or have one each', async () => {
  const cwd = await useProject({
    ...echo,
    config: {
      apis: {
        a: { stage: 'a', port: 0, routes: { $default: { function: 'default', routeResponse: true } } },
        b: { stage: 'b', port: 0, routes: { $default: { function: 'default', routeResponse: true } } },
      },
    },
  });
  const emulator = await useEmulator({ cwd });
  for (const { url } of emulator.apis) {
    const client = await connect(url);
    client.send('hello');
    expect(await client.next()).toBe('hello');
  }
});

test('when the second of two ports is taken, the first is given back', async () => {
  const taken = await occupy('127.0.0.1');
  const cwd = await useProject({
    ...echo,
    config: {
      apis: {
        a: { stage: 'a', port: taken - 1, routes: { $default: 'default' } },
        b: { stage: 'b', port: taken, routes: { $default: 'default' } },
      },
    },
  });
  const error = await failure(startEmulator({ cwd }));
  expect(error.code).toBe('PORT_IN_USE');
  expect(error.message).toContain(String(taken));
  await occupy('127.0.0.1', taken - 1);
  await occupy('::1', taken - 1);
});

test('the port is free again when close() has resolved, also with clients that stay', async () => {
  const emulator = await useSmallEmulator(echo);
  const port = portOf(emulator);
  const silent = await bareSocket(port);
  const client = await connect(emulator.url);
  await emulator.close();
  await occupy('127.0.0.1', port);
  await occupy('::1', port);
  await silent.all;
  expect(await client.closed).toEqual({ code: 1001, reason: 'Going away' });
});

test('close() may be called again, and at the same time', async () => {
  const emulator = await useSmallEmulator(echo);
  await Promise.all([emulator.close(), emulator.close()]);
  await emulator.close();
  await emulator[Symbol.asyncDispose]();
});
