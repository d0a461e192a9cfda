/** Handlers that stream their response, which API Gateway takes as a whole. Rows `lambda.streaming*`. */
import { expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';

const stream = (body: string) =>
  `exports.handler = awslambda.streamifyResponse(async (event, stream, context) => { ${body} });`;

async function invoke(source: string, fn: object = {}) {
  const emulator = await useSmallEmulator({ routes: { go: source }, twoWay: ['go'], fn });
  const client = await connect(emulator.url);
  client.send({ action: 'go' });
  const body = await client.next();
  const { error } = await emulator.facts.next('invocation.ended');
  return { body, error };
}

for (const runtime of ['nodejs22.x', 'nodejs24.x']) {
  test(`lambda.streaming: what is written is one answer (${runtime})`, async () => {
    const source = stream(
      `stream.write('{"statusCode":200,'); setTimeout(() => stream.end('"body":"' + event.body.length + '"}'), 10);`,
    );
    expect((await invoke(source, { runtime })).body).toBe('15');
  });

  test(`lambda.streaming-prelude: a prelude makes it no answer that API Gateway understands (${runtime})`, async () => {
    const source = stream(
      `const http = awslambda.HttpResponseStream.from(stream, { statusCode: 200 }); http.write('{}'); http.end();`,
    );
    const { body, error } = await invoke(source, { runtime });
    expect(JSON.parse(body).message).toBe('Internal server error');
    expect(error).toBeUndefined();
  });

  test(`lambda.streaming-unfinished: a stream that nothing will end is an error (${runtime})`, async () => {
    const { error } = await invoke(stream(`stream.write('{}');`), { runtime });
    expect(error?.errorMessage).toBe('Response stream is not finished.');
  });

  test(`lambda.streaming-not-async: a handler that is not async is an error (${runtime})`, async () => {
    const source =
      'exports.handler = awslambda.streamifyResponse((event, stream) => { stream.write("{}"); });';
    const { error } = await invoke(source, { runtime });
    expect(error?.errorMessage).toBe('Streaming does not support non-async handlers.');
  });
}

test('lambda.streaming: a stream that is destroyed is the error that it is destroyed with', async () => {
  const { error } = await invoke(
    stream('stream.destroy(new RangeError("gone")); await new Promise(setImmediate);'),
  );
  expect(error).toMatchObject({ errorType: 'RangeError', errorMessage: 'gone' });
});

test('lambda.invoke-store: nodejs24.x tells libraries of the invocation that runs', async () => {
  const { body } = await invoke(
    `const store = awslambda.InvokeStore; const before = store.getRequestId();
     exports.handler = async (event, context) => {
       let refused; try { store.set(Symbol.for('_AWS_LAMBDA_REQUEST_ID'), 'x'); } catch (error) { refused = error.message; }
       store.set('mine', 1);
       const same = store.getRequestId() === context.awsRequestId && store.getXRayTraceId() === context.xRayTraceId;
       return { body: JSON.stringify([before, same, store.get('mine'), store.hasContext(), refused]) };
     };`,
    { runtime: 'nodejs24.x' },
  );
  expect(JSON.parse(body)).toEqual([
    '-',
    true,
    1,
    true,
    'Cannot modify protected Lambda context field: Symbol(_AWS_LAMBDA_REQUEST_ID)',
  ]);
});
