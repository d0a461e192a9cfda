/** Requests to `@connections` that go wrong because a test asked for it. */
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { type ConnectionsFault, ManualClock, type StartOptions } from 'apigateway-websocket-emulator';
import { expect, onTestFinished, test } from 'vitest';
import { type Client, connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';
import { ask } from '../support/http.ts';

const WHO =
  'exports.handler = async (event) => ({ statusCode: 200, body: event.requestContext.connectionId });';
const GONE = { name: 'GoneException', $metadata: expect.objectContaining({ httpStatusCode: 410 }) };

async function start(options: StartOptions = {}) {
  const project = { routes: { $default: WHO }, twoWay: ['$default'] };
  const emulator = await useSmallEmulator(project, options);
  const sdk = new ApiGatewayManagementApiClient({
    endpoint: emulator.managementUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  onTestFinished(() => sdk.destroy());
  const open = async (): Promise<Client & { readonly id: string }> => {
    const client = await connect(emulator.url);
    client.send('who am I?');
    return Object.assign(client, { id: await client.next() });
  };
  const post = (ConnectionId: string, Data: string) =>
    sdk.send(new PostToConnectionCommand({ ConnectionId, Data }));
  const fault = (asked: ConnectionsFault) => emulator.faults.connections(asked);
  return { emulator, sdk, open, post, fault };
}

test('fault.connections-gone: 410, though the connection is open', async () => {
  const { sdk, open, post, fault } = await start();
  const { id, ...client } = await open();
  const gone = fault({ gone: true });
  await expect(post(id, 'lost')).rejects.toMatchObject(GONE);
  await expect(sdk.send(new GetConnectionCommand({ ConnectionId: id }))).rejects.toMatchObject(GONE);
  await expect(sdk.send(new DeleteConnectionCommand({ ConnectionId: id }))).rejects.toMatchObject(GONE);
  expect(gone.hits).toBe(3);
  gone.remove();
  await post(id, 'there');
  expect(await client.next()).toBe('there');
});

test('fault.connections-gone: for one connection, and so often', async () => {
  const { open, post, fault } = await start();
  const [one, other] = [await open(), await open()];
  fault({ gone: true, connectionId: one.id, times: 1 });
  await post(other.id, 'to the other');
  expect(await other.next()).toBe('to the other');
  await expect(post(one.id, 'lost')).rejects.toMatchObject(GONE);
  await post(one.id, 'to the one');
  expect(await one.next()).toBe('to the one');
});

test('fault.connections-gone: what is not in order is refused as ever', async () => {
  const { emulator, fault, open } = await start();
  const { id } = await open();
  const gone = fault({ gone: true });
  const url = `${emulator.managementUrl}/@connections/${encodeURIComponent(id)}`;
  expect((await ask(url, { method: 'POST', body: 'unsigned' })).status).toBe(403);
  expect(gone.hits).toBe(0);
});

test('fault.connections-drop: a POST is answered 200 and reaches nobody', async () => {
  const { emulator, sdk, open, post, fault } = await start();
  const { id, ...client } = await open();
  fault({ drop: true, times: 1 });
  await sdk.send(new GetConnectionCommand({ ConnectionId: id }));
  expect((await post(id, 'lost')).$metadata.httpStatusCode).toBe(200);
  await post(id, 'there');
  expect(await client.next()).toBe('there');
  expect(emulator.facts.of('message.sent').map(({ body }) => body)).toEqual([id, 'there']);
});

test('fault.connections-drop: one that is gone indeed is 410', async () => {
  const { emulator, open, post, fault } = await start();
  const { id, ...client } = await open();
  client.close();
  await emulator.facts.next('connection.closed');
  fault({ drop: true });
  await expect(post(id, 'lost')).rejects.toMatchObject(GONE);
});

test('fault.connections-delay: the request is carried out later, by the clock', async () => {
  const clock = new ManualClock();
  const { emulator, open, post, fault } = await start({ clock });
  const { id, ...client } = await open();
  fault({ delay: 3000 });
  const posted = post(id, 'late');
  await emulator.facts.next('fault.applied');
  clock.advance(2999);
  await emulator.settled();
  expect(emulator.facts.of('management.answered')).toEqual([]);
  clock.advance(1);
  await posted;
  expect(await client.next()).toBe('late');
});
