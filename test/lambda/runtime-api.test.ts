/** The Runtime API, asked by the test itself: the function's process only tells its address, and waits. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { type Client, connect } from '../support/client.ts';
import { type TestEmulator, useSmallEmulator } from '../support/emulator.ts';
import { type Answer, ask, bareSocket } from '../support/http.ts';
import { base64, invoke } from '../support/invoke.ts';

const BOOTSTRAP = '#!/bin/sh\necho "api $AWS_LAMBDA_RUNTIME_API"\nexec sleep 600\n';
const ACCEPTED = { status: 202, body: '{"status":"OK"}\n' };

/** An environment's API; it is asked in place of the process. */
interface Runtime {
  readonly address: string;
  next(): Promise<Answer>;
  post(path: string, body: string | Uint8Array, headers?: Record<string, string>): Promise<Answer>;
}

function runtimeAt(address: string): Runtime {
  const url = `http://${address}/2018-06-01`;
  return {
    address,
    next: () => ask(`${url}/runtime/invocation/next`),
    post: (path, body, headers = {}) => ask(`${url}${path}`, { method: 'POST', body, headers }),
  };
}

async function useRuntime(fn: object = {}): Promise<{ emulator: TestEmulator; client: Client }> {
  const emulator = await useSmallEmulator({
    routes: { go: '' },
    twoWay: ['go'],
    fn: { runtime: 'provided.al2023', timeout: 30, maxEnvironments: 1, ...fn },
    files: { bootstrap: BOOTSTRAP },
  });
  return { emulator, client: await connect(emulator.url) };
}

/** The environment that is started as the `count`th. */
async function nextRuntime({ facts }: TestEmulator, count = 1): Promise<Runtime> {
  const lines = () => facts.of('function.log').filter(({ line }) => line.startsWith('api '));
  const { line } = await facts
    .next('function.log', () => lines().length >= count)
    .then(() => lines().at(-1) ?? never());
  return runtimeAt(line.slice('api '.length));
}

function never(): never {
  throw new Error('there is no such line');
}

const idOf = ({ headers }: Answer) => String(headers['lambda-runtime-aws-request-id']);
const told = ({ status, body }: Answer) => ({ status, body });
const refusal = (status: number, errorType: string, errorMessage: string) => ({
  status,
  body: `${JSON.stringify({ errorMessage, errorType })}\n`,
});
const transition = (from: string, to: string) =>
  refusal(
    403,
    'InvalidStateTransition',
    `State transition from ${from} to ${to} failed for runtime. Error: State transition is not allowed`,
  );

/** A runtime that has an invocation. */
async function useRunning(fn: object = {}) {
  const { emulator, client } = await useRuntime(fn);
  client.send({ action: 'go' });
  const runtime = await nextRuntime(emulator);
  const invocation = await runtime.next();
  const id = idOf(invocation);
  return { emulator, client, runtime, invocation, id, path: `/runtime/invocation/${id}` };
}

test('runtime-api.next: an invocation is the event, with what is known of it in headers', async () => {
  const { emulator, invocation, client, runtime, path } = await useRunning();
  expect(invocation.status).toBe(200);
  expect(JSON.parse(invocation.body)).toMatchObject({ body: '{"action":"go"}' });
  expect(invocation.headers).toMatchObject({
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:123456789012:function:go',
    'lambda-runtime-trace-id': expect.stringMatching(/^Root=1-/),
  });
  expect(Number(invocation.headers['lambda-runtime-deadline-ms'])).toBeGreaterThan(Date.now());
  expect(emulator.facts.of('environment.ready')).toHaveLength(1);
  expect(told(await runtime.post(`${path}/response`, '{"body":"done"}'))).toEqual(ACCEPTED);
  expect(await client.next()).toBe('done');
});

test('runtime-api.next: a client context is one line of bytes that a header may have', async () => {
  const { emulator } = await useRuntime();
  const context = { text: 'a\x7fb\nü' };
  const headers = { 'X-Amz-Client-Context': base64(context) };
  const answer = invoke(emulator, 'go', { headers });
  const runtime = await nextRuntime(emulator);
  const invocation = await runtime.next();
  const given = Buffer.from(String(invocation.headers['lambda-runtime-client-context']), 'latin1');
  expect(JSON.parse(given.toString())).toEqual(context);
  await runtime.post(`/runtime/invocation/${idOf(invocation)}/response`, '1');
  expect((await answer).body).toBe('1');
});

test('lambda.provided-proxy: what is no address is refused', async () => {
  const { emulator, client } = await useRuntime();
  client.send({ action: 'go' });
  const { address } = await nextRuntime(emulator);
  for (const target of ['example.com:99999', 'example.com:0', 'example.com']) {
    const [host, port] = address.split(':');
    const asked = request({ host, port, method: 'CONNECT', path: target }).end();
    const [{ statusCode }, socket] = (await once(asked, 'connect')) as [IncomingMessage, Socket];
    expect(statusCode).toBe(403);
    socket.destroy();
  }
});

test('runtime-api.next: an invocation waits until the runtime asks, and the runtime until there is one', async () => {
  const { client, runtime, path } = await useRunning();
  await runtime.post(`${path}/response`, '{"body":"first"}');
  expect(await client.next()).toBe('first');
  // Nobody has asked yet.
  client.send({ action: 'go' });
  const second = await runtime.next();
  await runtime.post(`/runtime/invocation/${idOf(second)}/response`, '{"body":"second"}');
  expect(await client.next()).toBe('second');
  const third = runtime.next();
  client.send({ action: 'go' });
  await runtime.post(`/runtime/invocation/${idOf(await third)}/response`, '{"body":"third"}');
  expect(await client.next()).toBe('third');
});

test('runtime-api.unasked: a runtime that asks for no more is ended at the deadline', async () => {
  const { emulator, client, runtime, path } = await useRunning({ timeout: 1 });
  await runtime.post(`${path}/response`, '{"body":"first"}');
  expect(await client.next()).toBe('first');
  client.send({ action: 'go' });
  const another = await nextRuntime(emulator, 2);
  const { headers } = await another.next();
  await another.post(
    `/runtime/invocation/${headers['lambda-runtime-aws-request-id']}/response`,
    '{"body":"second"}',
  );
  expect(await client.next()).toBe('second');
  expect(emulator.facts.of('invocation.ended').map(({ error }) => error)).toEqual([undefined, undefined]);
});

test('runtime-api.streaming: a streamed response is put together', async () => {
  const { client, runtime, path } = await useRunning();
  const body = await stream(runtime, `${path}/response`, ['{"body":', '"piece by piece"}'], {});
  expect(body).toEqual(ACCEPTED);
  expect(await client.next()).toBe('piece by piece');
});

test('runtime-api.streaming: an error in the trailers is the outcome', async () => {
  const { emulator, runtime, path } = await useRunning();
  const error = { errorType: 'Broken', errorMessage: 'half way', stackTrace: [] };
  await stream(runtime, `${path}/response`, ['{"body":'], {
    'Lambda-Runtime-Function-Error-Type': 'Runtime.Broken',
    'Lambda-Runtime-Function-Error-Body': Buffer.from(JSON.stringify(error)).toString('base64'),
  });
  expect((await emulator.facts.next('invocation.ended')).error).toEqual(error);
});

test('runtime-api.error: what the runtime posts is the error, as it was posted', async () => {
  const { emulator, client, runtime, path } = await useRunning();
  const error = { errorMessage: 'no', errorType: 'Mistake', requestId: 'x', stackTrace: ['  File "app.py"'] };
  const answer = await runtime.post(`${path}/error`, JSON.stringify(error));
  expect(told(answer)).toEqual(ACCEPTED);
  expect(JSON.parse(await client.next()).message).toBe('Internal server error');
  expect((await emulator.facts.next('invocation.ended')).error).toEqual(error);
});

const ERRORS: Record<string, [body: string, headers: Record<string, string>, error: object]> = {
  'without a type, the header’s': [
    '{"errorMessage":"no"}',
    { 'Lambda-Runtime-Function-Error-Type': 'Function.Mistake' },
    { errorMessage: 'no', errorType: 'Function.Mistake' },
  ],
  'a type that is not of Lambda’s form is not known': [
    '{"errorMessage":"no"}',
    { 'Lambda-Runtime-Function-Error-Type': 'mistake' },
    { errorMessage: 'no', errorType: 'Runtime.Unknown' },
  ],
  'nor is one of a function’s': [
    '{"errorMessage":"no"}',
    { 'Lambda-Runtime-Function-Error-Type': 'Function.1' },
    { errorMessage: 'no', errorType: 'Function.Unknown' },
  ],
  'what is no JSON is the message': [
    'it broke',
    {},
    { errorMessage: 'it broke', errorType: 'Runtime.Unknown' },
  ],
  'with its cause, for X-Ray': [
    '{"errorMessage":"no","errorType":"Mistake","stackTrace":["a"],"cause":{}}',
    { 'Content-Type': 'application/vnd.aws.lambda.error.cause+json' },
    { errorMessage: 'no', errorType: 'Mistake', stackTrace: ['a'] },
  ],
};

for (const [name, [body, headers, error]] of Object.entries(ERRORS)) {
  test(`runtime-api.error: ${name}`, async () => {
    const { emulator, runtime, path } = await useRunning();
    await runtime.post(`${path}/error`, body, headers);
    expect((await emulator.facts.next('invocation.ended')).error).toEqual(error);
  });
}

test('runtime-api.init-error: an error before the first invocation fails it, and the next starts anew', async () => {
  const { emulator, client } = await useRuntime();
  client.send({ action: 'go' });
  const runtime = await nextRuntime(emulator);
  const answer = await runtime.post('/runtime/init/error', '{"errorMessage":"no","errorType":"Mistake"}');
  expect(told(answer)).toEqual(ACCEPTED);
  const { error } = await emulator.facts.next('invocation.ended');
  expect(error).toEqual({ errorMessage: 'no', errorType: 'Mistake' });
  await client.next();
  client.send({ action: 'go' });
  const another = await nextRuntime(emulator, 2);
  await another.post(`/runtime/invocation/${idOf(await another.next())}/response`, '{"body":"done"}');
  expect(await client.next()).toBe('done');
});

test('runtime-api.transitions: what does not follow is refused, in AWS’s words', async () => {
  const { emulator, client } = await useRuntime();
  client.send({ action: 'go' });
  const runtime = await nextRuntime(emulator);
  const id = idOf(await runtime.next());
  const path = `/runtime/invocation/${id}`;
  expect(told(await runtime.post('/runtime/init/error', '{}'))).toEqual(transition('Running', 'InitError'));
  await runtime.post(`${path}/response`, '{"body":"done"}');
  expect(told(await runtime.post(`${path}/response`, '{"body":"more"}'))).toEqual(
    transition('ResponseSent', 'InvocationResponse'),
  );
  expect(told(await runtime.post(`${path}/error`, '{}'))).toEqual(
    transition('ResponseSent', 'InvocationErrorResponse'),
  );
  expect(await client.next()).toBe('done');
});

test('runtime-api.transitions: a runtime that asks again before it has answered gets the same', async () => {
  const { client, runtime, invocation, id, path } = await useRunning();
  const again = await runtime.next();
  expect(idOf(again)).toBe(id);
  expect(again.body).toBe(invocation.body);
  await runtime.post(`${path}/response`, '{"body":"done"}');
  expect(await client.next()).toBe('done');
});

test('runtime-api.request-id: an answer to what is not the invocation is refused', async () => {
  const { client, runtime, path } = await useRunning();
  const invalid = refusal(400, 'InvalidRequestID', 'Invalid request ID');
  expect(told(await runtime.post('/runtime/invocation/another/response', '{}'))).toEqual(invalid);
  expect(told(await runtime.post('/runtime/invocation/another/error', '{}'))).toEqual(invalid);
  await runtime.post(`${path}/response`, '{"body":"done"}');
  expect(await client.next()).toBe('done');
});

test('runtime-api.too-large: a response over 6291556 bytes is refused, and is the function’s error', async () => {
  const { emulator, runtime, path } = await useRunning();
  const answer = await runtime.post(`${path}/response`, Buffer.alloc(6_291_557, 'x'));
  expect(told(answer)).toEqual(
    refusal(413, 'RequestEntityTooLarge', 'Exceeded maximum allowed payload size (6291556 bytes).'),
  );
  expect((await emulator.facts.next('invocation.ended')).error).toEqual({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage:
      'Response payload size (6291557 bytes) exceeded maximum allowed payload size (6291556 bytes).',
  });
});

test('runtime-api.response-mode: another mode than streaming is refused, and is the function’s error', async () => {
  const { emulator, runtime, path } = await useRunning();
  const headers = { 'Lambda-Runtime-Function-Response-Mode': 'buffered' };
  expect(told(await runtime.post(`${path}/response`, '{}', headers))).toEqual(
    refusal(400, 'InvalidFunctionResponseMode', 'Invalid function response mode'),
  );
  const { error } = await emulator.facts.next('invocation.ended');
  expect(error?.errorType).toBe('Runtime.InvalidResponseModeHeader');
});

test('runtime-api.truncated: a response that breaks off is the function’s error', async () => {
  const { emulator, runtime, path } = await useRunning();
  const [, port = ''] = runtime.address.split(':');
  const { socket } = await bareSocket(Number(port));
  socket.write(`POST /2018-06-01${path}/response HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"bo`);
  socket.end();
  const { error } = await emulator.facts.next('invocation.ended');
  expect(error?.errorType).toBe('Runtime.TruncatedResponse');
});

test('runtime-api.other: ping, and what is not there', async () => {
  const { client, runtime, path } = await useRunning();
  const url = `http://${runtime.address}/2018-06-01`;
  expect(told(await ask(`${url}/ping`))).toEqual({ status: 200, body: 'pong' });
  expect(told(await ask(`${url}/runtime/restore/next`))).toEqual({
    status: 404,
    body: '404 page not found\n',
  });
  expect(told(await runtime.post('/runtime/invocation/next', ''))).toEqual({ status: 405, body: '' });
  expect(told(await ask(`${url}${path}/response`))).toEqual({ status: 405, body: '' });
  await runtime.post(`${path}/response`, '{"body":"done"}');
  expect(await client.next()).toBe('done');
});

/** Posts in pieces, with trailers. */
function stream(
  { address }: Runtime,
  path: string,
  pieces: readonly string[],
  trailers: Record<string, string>,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
      'Transfer-Encoding': 'chunked',
      Trailer: Object.keys(trailers).join(', '),
    };
    const post = request(
      `http://${address}/2018-06-01${path}`,
      { method: 'POST', headers },
      async (response) => {
        let body = '';
        for await (const chunk of response) body += chunk;
        resolve({ status: response.statusCode ?? 0, body });
      },
    );
    post.on('error', reject);
    for (const piece of pieces) post.write(piece);
    post.addTrailers(trailers);
    post.end();
  });
}
