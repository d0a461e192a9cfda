/** What the emulator says about itself over HTTP. */
import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';
import { ask, portOf } from '../support/http.ts';

const project = {
  routes: { $default: 'exports.handler = async ({ body }) => ({ statusCode: 200, body });' },
  twoWay: ['$default'],
  fn: { maxEnvironments: 1 },
  config: { maxEnvironments: 7 },
};

async function start() {
  const emulator = await useSmallEmulator(project);
  return { emulator, port: portOf(emulator) };
}

test('the status names the APIs, the engine, the execution environments and how many are connected', async () => {
  const { emulator, port } = await start();
  const client = await connect(emulator.url);
  client.send('used');
  await client.next();
  const answer = await ask(`http://localhost:${port}/_emulator/status`);
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  expect(JSON.parse(answer.body)).toEqual({
    apis: emulator.apis,
    dynamodb: { endpoint: emulator.dynamodb.endpoint },
    lambda: {
      environments: 1,
      maxEnvironments: 7,
      functions: [{ name: 'default', environments: 1, maxEnvironments: 1, running: 0, waiting: 0 }],
    },
    connections: 1,
  });
});

test('the certificate authority can be fetched, to be trusted by other programs', async () => {
  const { port } = await start();
  const answer = await ask(`http://localhost:${port}/_emulator/ca.pem`);
  expect(answer.headers['content-type']).toMatch(/^application\/x-pem-file/);
  expect(new X509Certificate(answer.body).ca).toBe(true);
  expect(answer.body).not.toContain('PRIVATE');
});

test.each(['localhost', '127.0.0.1', '[::1]'])('it answers to %s', async (host) => {
  const { port } = await start();
  expect((await ask(`http://${host}:${port}/_emulator/status`)).status).toBe(200);
});

test.each(['evil.example', 'localhost.evil.example', 'evil.example:3001'])(
  'a page of %s that was led to this machine learns nothing',
  async (host) => {
    const { port } = await start();
    for (const path of ['status', 'ca.pem', 'nosuch']) {
      const answer = await ask(`http://127.0.0.1:${port}/_emulator/${path}`, { headers: { host } });
      expect(answer.status).toBe(403);
      expect(answer.body).toBe('{"message":"Ask by the name localhost."}');
    }
  },
);

test('what it does not have it says', async () => {
  const { port } = await start();
  for (const path of ['/_emulator', '/_emulator/', '/_emulator/nosuch']) {
    const answer = await ask(`http://localhost:${port}${path}`);
    expect(answer.status).toBe(404);
    expect(answer.body).toContain('/_emulator/status');
  }
});

test('it does not tell what it is made of', async () => {
  const { port } = await start();
  expect((await ask(`http://localhost:${port}/_emulator/status`)).headers).not.toHaveProperty('x-powered-by');
});
