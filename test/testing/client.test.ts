/** Clients, with an emulator and without one. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { ConversationError, connectTo } from 'apigateway-websocket-emulator/testing';
import { createTest, expect } from 'apigateway-websocket-emulator/testing/vitest';
import { onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';

const test = createTest({
  cwd: fileURLToPath(new URL('../projects/tested-chat', import.meta.url)),
  // Slow is not wrong.
  within: 20_000,
});

/** A server of somebody else's, which says what it is told to. */
async function useServer(): Promise<{ readonly url: string; readonly sockets: WebSocketServer }> {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets };
}

/** The message of what this is rejected with. */
async function failureOf(work: Promise<unknown>): Promise<ConversationError> {
  const error = await work.then(
    () => new Error('it did not fail'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConversationError);
  return error as ConversationError;
}

test('testing.client: frames are kept until they are taken; what a matcher passes over can still be', async () => {
  const { url, sockets } = await useServer();
  sockets.on('connection', (socket) => {
    for (const text of ['one', '{"two":2}', 'three', 'three']) socket.send(text);
  });
  const client = await connectTo(url);
  expect(await client.next({ two: 2 })).toMatchObject({ text: '{"two":2}', json: { two: 2 } });
  expect(await client.next('three')).toMatchObject({ text: 'three', json: undefined });
  expect((await client.next()).text).toBe('one');
  expect((await client.next()).text).toBe('three');
  expect(client.received.map(({ text }) => text)).toEqual(['one', '{"two":2}', 'three', 'three']);
  const orders = client.received.map(({ order }) => order);
  expect(orders).toEqual([...orders].sort((a, b) => a - b));
  await client.close();
});

test('testing.client: those who wait are served in turn, each with what fits', async () => {
  const { url, sockets } = await useServer();
  const server = new Promise<{ send(text: string): void }>((resolve) => sockets.on('connection', resolve));
  const client = await connectTo(url);
  const waiting = [client.next(/b/), client.next(), client.next(/b/), client.next<{ c: number }>({ c: 1 })];
  for (const text of ['a', 'b1', 'b2', '{"c":1}']) (await server).send(text);
  const taken = await Promise.all(waiting);
  expect(taken.map(({ text }) => text)).toEqual(['b1', 'a', 'b2', '{"c":1}']);
});

test('testing.client: strings go as they are, bytes as they are, anything else as JSON', async () => {
  const { url, sockets } = await useServer();
  const got: [string, boolean][] = [];
  sockets.on('connection', (socket) =>
    socket.on('message', (data, isBinary) => {
      got.push([String(data), isBinary]);
      if (got.length === 4) socket.close(4000, 'enough');
    }),
  );
  const client = await connectTo(url);
  for (const message of ['text', { a: [1] }, null, new TextEncoder().encode('bytes')]) client.send(message);
  expect(await client.closed).toEqual({ code: 4000, reason: 'enough' });
  expect(got).toEqual([
    ['text', false],
    ['{"a":[1]}', false],
    ['null', false],
    ['bytes', true],
  ]);
});

test('testing.client: query, headers, subprotocols and origin are the handshake’s', async ({ emulator }) => {
  const client = await emulator.connect({
    query: { name: 'alice', tag: ['a', 'b'] },
    headers: { 'X-Trace': 'abc' },
    protocols: ['chat.v2', 'chat.v1'],
    origin: 'https://chat.example',
  });
  expect(client.protocol).toBe('chat.v2');
  const { event } = await emulator.invoked('onConnect');
  expect(event).toMatchObject({
    headers: { 'X-Trace': 'abc', Origin: 'https://chat.example' },
    multiValueQueryStringParameters: { name: ['alice'], tag: ['a', 'b'] },
    requestContext: { connectionId: client.connectionId },
  });
});

test('testing.client: every client knows its connection id, over TLS and of every API', async ({
  emulator,
}) => {
  const secure = emulator.url.replace('ws:', 'wss:');
  const clients = await Promise.all([
    ...Array.from({ length: 10 }, () => emulator.connect()),
    emulator.connect({ url: secure }),
    emulator.connect({ api: 'admin' }),
    emulator.connect({ api: 'admin', stage: 'ops' }),
  ]);
  const ids = clients.map(({ connectionId }) => connectionId);
  expect(new Set(ids).size).toBe(clients.length);
  expect(new Set(emulator.connections().map(({ connectionId }) => connectionId))).toEqual(new Set(ids));
  for (const { connectionId } of clients) {
    await emulator.journal('connection.opened', (fact) => fact.connectionId === connectionId);
  }
});

test('testing.client: a close has its code and reason, from either side, and a crash has neither', async ({
  emulator,
}) => {
  const [one, two, three] = [await emulator.connect(), await emulator.connect(), await emulator.connect()];
  expect(await one.close(4001, 'bye')).toEqual({ code: 4001, reason: 'bye' });
  expect(one.end).toEqual({ code: 4001, reason: 'bye' });
  two.send(new Uint8Array(1));
  expect(await two.closed).toEqual({ code: 1003, reason: 'Binary is not supported' });
  expect(await three.drop()).toEqual({ code: 1006, reason: '' });
  await emulator.settled();
  const { disconnectStatusCode } = (
    await emulator.invoked<{ requestContext: { disconnectStatusCode: number } }>('onDisconnect', {
      requestContext: { connectionId: one.connectionId },
    })
  ).event.requestContext;
  expect(disconnectStatusCode).toBe(4001);
});

test('testing.refused: a refused handshake is a value, and whatever needs a connection says so', async ({
  emulator,
}) => {
  const client = await emulator.connect({ query: { token: 'wrong' } });
  expect(client.refused).toMatchObject({ status: 401, body: expect.stringContaining('who are you?') });
  expect(client.refused?.headers).toHaveProperty('content-type');
  expect(client.connectionId).toBe('');
  const refused = /client 1 has no connection: the handshake was refused with 401/;
  expect(() => client.send('hello')).toThrow(refused);
  await expect(client.next()).rejects.toThrow(refused);
  await expect(client.closed).rejects.toThrow(refused);
  await expect(client.close()).rejects.toThrow(refused);
  // Nor does it count that something has not come.
  await expect(expect(client).toHaveReceived('hello')).rejects.toThrow(refused);
  await expect(expect(client).not.toHaveReceived('hello')).rejects.toThrow(refused);
  await expect(expect(client).toHaveReceivedInOrder(['hello'])).rejects.toThrow(refused);
  await expect(expect(client).toBeClosedWith(1001)).rejects.toThrow(refused);
});

test('testing.failure: what has begun and not ended is told last', async ({ emulator }) => {
  const alice = await emulator.connect({ name: 'alice' });
  let told = '';
  const stop = emulator.read(({ type }) => {
    if (type === 'environment.started' || type === 'invocation.started') told += `${emulator.transcript()}\n`;
  });
  alice.send({ action: 'say', text: 'hello' });
  await alice.next({ type: 'told' });
  stop();
  expect(told).toMatch(/onSay +was invoked, and has not ended$/m);
  await emulator.settled();
  expect(emulator.transcript()).not.toContain('has not ended');
});

test('testing.refused: nobody there, no address and no subprotocol are errors that say it', async ({
  emulator,
}) => {
  const { url, sockets } = await useServer();
  sockets.options.handleProtocols = () => false;
  const none = await failureOf(connectTo(url, { protocols: ['chat'] }));
  expect(none.message).toContain('Sec-WebSocket-Protocol');
  sockets.options.handleProtocols = () => 'chat';
  const other = await failureOf(connectTo(url, { protocols: ['talk'] }));
  expect(other.message).toContain('Server sent an invalid subprotocol, though talk was offered.');
  const nobody = await failureOf(connectTo('ws://127.0.0.1:1', { name: 'alice' }));
  expect(nobody.message).toContain('alice cannot connect to ws://127.0.0.1:1/: connect ECONNREFUSED');
  await expect(connectTo('http://localhost')).rejects.toMatchObject({ code: 'ADDRESS_INVALID' });
  await expect(emulator.connect({ api: 'chatt' })).rejects.toThrow(
    'There is no API "chatt" in this project; did you mean "chat"?',
  );
  await expect(emulator.connect({ api: 'chat', stage: 'prod' })).rejects.toThrow(
    'There is no API "chat/prod" in this project; it has: chat/dev.',
  );
});

test('testing.failure: what does not come is told with the conversation and the handlers’ log', async ({
  emulator,
}) => {
  const [alice, bob] = [await emulator.connect({ name: 'alice' }), await emulator.connect({ name: 'bob' })];
  emulator.faults.dynamodb({ error: 'AccessDeniedException', operation: 'Scan' });
  alice.send({ action: 'say', text: 'hello' });
  await alice.next();
  const { message, stack } = await failureOf(alice.next({ type: 'told' }, { within: 1 }));
  expect(message).toContain("alice did not receive { type: 'told' } within 1 ms.");
  expect(message).toMatch(/alice +→ \{"action":"say","text":"hello"\}/);
  expect(message).toMatch(/alice +← \{"type":"failed","because":"AccessDeniedException"\}/);
  expect(message).toMatch(/onSay +ERROR cannot tell AccessDeniedException/);
  expect(message).toMatch(/bob +connected/);
  // It points to the line that waited.
  expect(stack?.split('\n').find((line) => line.startsWith('    at '))).toContain('client.test');
  await bob.close(4000, 'enough');
  const closed = await failureOf(bob.next());
  expect(closed.message).toContain(
    'bob did not receive a message before the connection was closed with 4000 enough',
  );
  expect(() => bob.send('x')).toThrow('bob cannot send: the connection was closed with 4000 enough.');
});

test('testing.failure: what came and does not fit is told with the difference', async () => {
  const { url, sockets } = await useServer();
  sockets.on('connection', (socket) => socket.send('{"type":"left","who":{"name":"bob"}}'));
  const client = await connectTo(url);
  await expect(client).toHaveReceived({ type: 'left' });
  const wanted = client.next({ type: 'left', who: { name: 'alice' } }, { within: 1 });
  expect((await failureOf(wanted)).message).toContain("who.name: expected 'alice', found 'bob'");
  const broken = () => {
    throw new TypeError('my own mistake');
  };
  await expect(client.next(broken)).rejects.toThrow('my own mistake');
});
