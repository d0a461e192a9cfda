/** Lambda's Invoke API on the emulator's port. Rows `invoke.*`. */
import { startEmulator } from 'apigateway-websocket-emulator';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';
import { useGate } from '../support/gate.ts';
import { ask, portOf } from '../support/http.ts';
import { base64, invoke, send } from '../support/invoke.ts';
import { type SmallProject, useProject } from '../support/project.ts';

const TELL = 'exports.handler = async (event, context) => ({ event, context });';
const FAIL = "exports.handler = async () => { throw new TypeError('no such room'); };";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A project whose function `go` has this source. */
const go = (source: string, fn: SmallProject['fn'] = {}): SmallProject => ({ routes: { go: source }, fn });

describe('an answer', () => {
  test('invoke.response: is what the function returned, with the recorded headers', async () => {
    const emulator = await useSmallEmulator(go(TELL));
    const answer = await invoke(emulator, 'go', { payload: '{"a":[1,"ü"]}' });
    expect(answer.status).toBe(200);
    expect(answer.headerNames).toEqual([
      'Date',
      'Content-Type',
      'Content-Length',
      'Connection',
      'x-amzn-RequestId',
      'x-amzn-Remapped-Content-Length',
      'X-Amz-Executed-Version',
      'X-Amzn-Trace-Id',
    ]);
    const { event, context } = JSON.parse(answer.body);
    expect(event).toEqual({ a: [1, 'ü'] });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'x-amzn-requestid': context.awsRequestId,
      'x-amz-executed-version': '$LATEST',
    });
  });

  test('invoke.function-error: of a function that fails is 200, its error, and a header', async () => {
    const emulator = await useSmallEmulator(go(FAIL));
    const answer = await invoke(emulator, 'go');
    expect(answer.status).toBe(200);
    expect(answer.headers['x-amz-function-error']).toBe('Unhandled');
    expect(JSON.parse(answer.body)).toMatchObject({ errorType: 'TypeError', errorMessage: 'no such room' });
  });

  test('invoke.function-error: a timeout and an end of the environment are errors of the function too', async () => {
    const emulator = await useSmallEmulator({
      routes: {
        slow: 'exports.handler = () => new Promise(() => setTimeout(() => {}, 60000));',
        exit: 'process.exit(3)',
      },
      fn: { timeout: 1 },
    });
    const [slow, exit] = await Promise.all([invoke(emulator, 'slow'), invoke(emulator, 'exit')]);
    expect([slow.status, exit.status]).toEqual([200, 200]);
    expect(JSON.parse(slow.body)).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${slow.headers['x-amzn-requestid']} Error: Task timed out after 1.00 seconds`,
    });
    expect(JSON.parse(exit.body)).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${exit.headers['x-amzn-requestid']} Error: Runtime exited with error: exit status 3`,
    });
  });

  test('invoke.trace: names the trace, which is the caller’s where there is one', async () => {
    const emulator = await useSmallEmulator(
      go('exports.handler = async () => process.env._X_AMZN_TRACE_ID;'),
    );
    const root = 'Root=1-6951d70a-3f43124672de60387a603d5d';
    const headers = { 'X-Amzn-Trace-Id': `${root};Parent=4891daa21b62b07d;Sampled=1` };
    const traced = await invoke(emulator, 'go', { headers });
    expect(traced.headers['x-amzn-trace-id']).toMatch(root);
    expect(JSON.parse(traced.body)).toMatch(root);
    const other = await invoke(emulator, 'go');
    expect(JSON.parse(other.body)).toBe(other.headers['x-amzn-trace-id']);
    expect(other.body).not.toMatch(root);
  });

  test('invoke.dry-run: of a dry run is 204, and nothing runs', async () => {
    const emulator = await useSmallEmulator(go(TELL));
    const answer = await invoke(emulator, 'go', { headers: { 'X-Amz-Invocation-Type': 'DryRun' } });
    expect(answer).toMatchObject({ status: 204, body: '' });
    expect(emulator.facts.of('environment.started')).toEqual([]);
  });
});

describe('an event', () => {
  test('invoke.no-payload: that is missing is an empty object', async () => {
    const emulator = await useSmallEmulator(go(TELL));
    expect(JSON.parse((await invoke(emulator, 'go')).body).event).toEqual({});
  });

  test('invoke.not-json: that is no JSON is 400', async () => {
    const emulator = await useSmallEmulator(go(TELL));
    const answer = await invoke(emulator, 'go', { payload: 'two words' });
    expect(answer.status).toBe(400);
    expect(answer.headers['x-amzn-errortype']).toBe('InvalidRequestContentException');
    expect(JSON.parse(answer.body)).toEqual({
      Type: 'User',
      message: expect.stringMatching(
        /^Could not parse request body into json: Could not parse payload into json: ./,
      ),
    });
  });

  test('invoke.not-json: nor are bytes that are no text', async () => {
    const emulator = await useSmallEmulator(go(TELL));
    const answer = await invoke(emulator, 'go', { payload: Buffer.from([0x22, 0x99, 0x22]) });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body).message).toMatch(
      'into json: Could not parse payload into json: Invalid UTF-8',
    );
  });

  test('invoke.too-large: of 6 MB is taken, and one byte more is 413', async () => {
    const emulator = await useSmallEmulator(go('exports.handler = async (event) => event.length;'));
    const fits = await invoke(emulator, 'go', { payload: `"${'x'.repeat(6_291_454)}"` });
    expect(fits.body).toBe('6291454');
    const answer = await invoke(emulator, 'go', { payload: `"${'x'.repeat(6_291_455)}"` });
    expect(answer.status).toBe(413);
    expect(answer.headers['x-amzn-errortype']).toBe('RequestEntityTooLargeException');
    expect(answer.body).toBe(
      '{"Message":"Request must be smaller than 6291456 bytes for the InvokeFunction operation"}',
    );
  });

  test('invoke.too-large: that nobody waits for may have 1 MB', async () => {
    const emulator = await useSmallEmulator(go(TELL));
    expect((await send(emulator, 'go', `"${'x'.repeat(1_048_574)}"`)).status).toBe(202);
    const answer = await send(emulator, 'go', `"${'x'.repeat(1_048_575)}"`);
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toEqual({
      Type: 'User',
      message: '1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
    });
    await emulator.facts.next('invocation.ended');
  });
});

describe('a function', () => {
  test('invoke.name: may be named by its ARN, whatever its region and account are', async () => {
    const emulator = await useSmallEmulator(go(TELL));
    const arn = 'arn:aws:lambda:eu-west-1:999999999999:function:go';
    const { context } = JSON.parse((await invoke(emulator, arn)).body);
    expect(context.invokedFunctionArn).toBe('arn:aws:lambda:us-east-1:123456789012:function:go');
  });

  test('invoke.qualifier: has $LATEST, which its context names when the caller does', async () => {
    const emulator = await useSmallEmulator(go(TELL));
    for (const answer of [
      await invoke(emulator, 'go:$LATEST'),
      await invoke(emulator, 'go', { qualifier: '$LATEST' }),
    ]) {
      const { invokedFunctionArn, functionVersion } = JSON.parse(answer.body).context;
      expect(invokedFunctionArn).toBe('arn:aws:lambda:us-east-1:123456789012:function:go:$LATEST');
      expect(functionVersion).toBe('$LATEST');
    }
  });

  test('invoke.qualifier: has no other version, and no alias', async () => {
    const emulator = await useSmallEmulator(go(TELL));
    const answer = await invoke(emulator, 'go', { qualifier: 'live' });
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.body)).toEqual({
      Type: 'User',
      Message: 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:go:live',
    });
    const { reason } = await emulator.facts.next('invocation.refused');
    expect(reason).toMatch('no aliases, only $LATEST');
  });

  test('invoke.not-found: that is none is 404, and the journal says which there are', async () => {
    const emulator = await useSmallEmulator(go(TELL));
    const answer = await invoke(emulator, 'gone');
    expect(answer.status).toBe(404);
    expect(answer.headers['x-amzn-errortype']).toBe('ResourceNotFoundException');
    expect(answer.headers['x-amzn-requestid']).toMatch(UUID);
    expect(answer.body).toBe(
      '{"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:gone"}',
    );
    expect(await emulator.facts.next('invocation.refused')).toMatchObject({
      function: 'gone',
      status: 404,
      reason: expect.stringMatching(/the project has go$/),
    });
  });

  test('invoke.throttled: that is one too many is 429', async () => {
    const emulator = await useSmallEmulator(go(TELL, { reservedConcurrency: 0 }));
    const answer = await invoke(emulator, 'go');
    expect(answer.status).toBe(429);
    expect(answer.headers['x-amzn-errortype']).toBe('TooManyRequestsException');
    expect(answer.body).toBe(
      '{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}',
    );
  });
});

describe('a request', () => {
  test('invoke.unsigned: that is not signed is 403, unless it may be', async () => {
    const project = go(TELL);
    const path = '/2015-03-31/functions/go/invocations';
    const strict = await useSmallEmulator(project);
    const answer = await ask(`http://localhost:${portOf(strict)}${path}`, { method: 'POST', body: '{}' });
    expect(answer).toMatchObject({ status: 403, body: '{"message":"Missing Authentication Token"}' });
    expect(answer.headers['x-amzn-errortype']).toBe('MissingAuthenticationTokenException');
    const lenient = await useSmallEmulator(project, { allowUnsigned: true });
    const taken = await ask(`http://localhost:${portOf(lenient)}${path}`, { method: 'POST', body: '{}' });
    expect(taken.status).toBe(200);
  });

  test('invoke.signature: that is signed with a function’s own key has to be signed right', async () => {
    const emulator = await useSmallEmulator(
      go(
        'const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = process.env; exports.handler = async () => [id, secret];',
      ),
    );
    const [accessKeyId, secretAccessKey] = JSON.parse((await invoke(emulator, 'go')).body);
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:go';
    const right = await invoke(emulator, arn, { credentials: { accessKeyId, secretAccessKey } });
    expect(right.status).toBe(200);
    const wrong = await invoke(emulator, arn, { credentials: { accessKeyId, secretAccessKey: 'guessed' } });
    expect(wrong.status).toBe(403);
    expect(wrong.headers['x-amzn-errortype']).toBe('InvalidSignatureException');
  });

  test('invoke.method: by another method than POST is 405', async () => {
    const emulator = await useSmallEmulator(go(TELL));
    expect((await invoke(emulator, 'go', { method: 'PUT' })).status).toBe(405);
  });

  test('invoke.not-emulated: for another operation is refused, by its path or its host', async () => {
    const emulator = await useSmallEmulator(go(TELL));
    const byPath = await invoke(emulator, '', { method: 'GET', path: '/2015-03-31/functions/' });
    expect(byPath.status).toBe(400);
    expect(byPath.headers['x-amzn-errortype']).toBe('ServiceNotEmulated');
    expect(JSON.parse(byPath.body).message).toBe(
      'The emulator has only those operations of lambda that invoke functions, not this one (GET /2015-03-31/functions/), and lets nothing out to AWS. To let this service through, start with --passthrough lambda, or add "lambda" to "passthrough" in an emulator.config.json.',
    );
    const headers = { Host: 'lambda.us-east-1.amazonaws.com' };
    const byHost = await ask(`http://localhost:${portOf(emulator)}/2018-10-31/layers`, { headers });
    expect(JSON.parse(byHost.body)).toMatchObject({ code: 'ServiceNotEmulated' });
  });
});

describe('the caller', () => {
  test.each(['nodejs22.x', 'nodejs24.x'] as const)(
    'invoke.client-context: is in the context of %s',
    async (runtime) => {
      const emulator = await useSmallEmulator(go(TELL, { runtime }));
      const clientContext = { client: { app: 'a' }, custom: { b: 'ü' }, env: { c: 'd' } };
      const headers = { 'X-Amz-Client-Context': base64(clientContext) };
      const { context } = JSON.parse((await invoke(emulator, 'go', { headers })).body);
      expect(context.clientContext).toEqual(clientContext);
      expect(JSON.parse((await invoke(emulator, 'go')).body).context).not.toHaveProperty('clientContext');
    },
  );

  test('invoke.client-context: of a message is nobody', async () => {
    const emulator = await useSmallEmulator({
      routes: {
        go: "exports.handler = async (event, context) => ({ statusCode: 200, body: String('clientContext' in context && context.clientContext) });",
      },
      twoWay: ['go'],
    });
    const client = await connect(emulator.url);
    client.send({ action: 'go' });
    expect(await client.next()).toBe('undefined');
  });

  test('invoke.log-tail: gets the end of the log when it asks', async () => {
    const emulator = await useSmallEmulator(
      go(
        "console.log('loading'); exports.handler = async (event) => { console.log('got', event); process.stdout.write('raw\\n'); };",
      ),
    );
    const tailOf = async (payload: string) => {
      const answer = await invoke(emulator, 'go', { payload, headers: { 'X-Amz-Log-Type': 'Tail' } });
      const id = String(answer.headers['x-amzn-requestid']);
      const tail = Buffer.from(String(answer.headers['x-amz-log-result']), 'base64').toString();
      return tail
        .replaceAll(id, 'ID')
        .replaceAll(/\S+Z\t/g, 'TIME\t')
        .replaceAll(/[\d.]+ (ms|MB)/g, 'N $1');
    };
    const lines = (event: string, init: string) =>
      `START RequestId: ID Version: $LATEST\nTIME\tID\tINFO\tgot ${event}\nraw\nEND RequestId: ID\nREPORT RequestId: ID\tDuration: N ms\tBilled Duration: N ms\tMemory Size: N MB\tMax Memory Used: N MB\t${init}\n`;
    expect(await tailOf('1')).toBe(lines('1', 'Init Duration: N ms\t'));
    expect(await tailOf('2')).toBe(lines('2', ''));
    expect((await invoke(emulator, 'go')).headers).not.toHaveProperty('x-amz-log-result');
  });

  test('invoke.log-tail: gets it when nobody reads the journal, and of a function that fails', async () => {
    const emulator = await startEmulator({ cwd: await useProject(go(FAIL)), port: 0 });
    onTestFinished(() => emulator.close());
    const answer = await invoke(emulator, 'go', { headers: { 'X-Amz-Log-Type': 'Tail' } });
    const tail = Buffer.from(String(answer.headers['x-amz-log-result']), 'base64').toString();
    expect(tail).toMatch(
      /^START .*\n.*\tERROR\tInvoke Error \t.*no such room.*\nEND .*\nREPORT .*Status: error.*\n$/,
    );
  });
});

test('invoke.log-tail: there is one of a function that could not be loaded', async () => {
  const emulator = await useSmallEmulator(go("throw new TypeError('no such room');"));
  const answer = await invoke(emulator, 'go', { headers: { 'X-Amz-Log-Type': 'Tail' } });
  const tail = Buffer.from(String(answer.headers['x-amz-log-result']), 'base64').toString();
  expect(tail).toMatch(/^START .*\nEND .*\nREPORT .*Status: error\tError Type: \S+\t\n$/);
});

test('invoke.not-emulated: what is signed for Lambda is told so on any path', async () => {
  const emulator = await useSmallEmulator(go(TELL));
  const path = '/2015-03-31/event-source-mappings/';
  const answer = await invoke(emulator, 'go', { path });
  expect(answer.status).toBe(400);
  expect(answer.body).toContain('ServiceNotEmulated');
});

test('lambda.stopped: who waits for a function by the API hears that the emulator stops', async () => {
  const gate = await useGate();
  const emulator = await useSmallEmulator(go(`exports.handler = async () => ${gate.wait};`));
  const answer = invoke(emulator, 'go');
  await gate.reached(1);
  await emulator.close();
  expect(JSON.parse((await answer).body)).toMatchObject({ errorType: 'Emulator.Stopped' });
});

describe('InvokeWithResponseStream', () => {
  const path = '/2021-11-15/functions/go/response-streaming-invocations';

  test('invoke.response-stream: answers with what the function wrote, and with how it ended', async () => {
    const emulator = await useSmallEmulator(
      go(
        "exports.handler = awslambda.streamifyResponse(async (event, stream) => { stream.write('hello '); stream.end('world'); });",
      ),
    );
    const answer = await invoke(emulator, 'go', { path });
    expect(answer.headers['content-type']).toBe('application/vnd.amazon.eventstream');
    expect(answer.body).toMatch(/PayloadChunk.*hello world.*InvokeComplete.*\{\}/s);
  });

  test('invoke.response-stream: and with the error of one that fails', async () => {
    const emulator = await useSmallEmulator(go(FAIL));
    const answer = await invoke(emulator, 'go', { path });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatch(/InvokeComplete.*"ErrorCode":"Unhandled","ErrorDetails":".*no such room/s);
    expect(answer.body).not.toMatch('PayloadChunk');
  });
});

/** Source of a function that invokes another as an SDK would, at AWS's own address. */
const INVOKE = `
  const https = require('node:https');
  const headers = { Authorization: 'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260925/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=x' };
  const invoke = (name, payload) => new Promise((resolve, reject) => {
    const path = '/2015-03-31/functions/' + name + '/invocations';
    const host = 'lambda.us-east-1.amazonaws.com';
    https.request({ method: 'POST', host, path, headers, agent: false }, (response) => {
      let body = '';
      response.on('data', (chunk) => { body += chunk; }).on('end', () => resolve(JSON.parse(body)));
    }).on('error', reject).end(JSON.stringify(payload));
  });`;

test('invoke.bridge: a handler invokes a function by Lambda’s own address', async () => {
  const emulator = await useSmallEmulator({
    routes: {
      go: `${INVOKE} exports.handler = async (event) => ({ through: await invoke('other', event) });`,
      other: 'exports.handler = async (event) => event + 1;',
    },
    fn: { timeout: 30 },
  });
  expect((await invoke(emulator, 'go', { payload: '41' })).body).toBe('{"through":42}');
});

describe('lambda.recursion: a function that invokes itself and waits', () => {
  const DEEP = `${INVOKE} exports.handler = async (depth) => depth === 0 ? 'bottom' : [await invoke('go', depth - 1)];`;

  test.each([1, 2])('is served with no more than %d environments', async (maxEnvironments) => {
    const emulator = await useSmallEmulator(go(DEEP, { maxEnvironments, timeout: 30 }));
    expect((await invoke(emulator, 'go', { payload: '3' })).body).toBe('[[["bottom"]]]');
    expect(emulator.facts.of('notice').length).toBe(4 - maxEnvironments);
  });
});
