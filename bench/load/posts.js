// POSTs to `@connections` by node:http, many at a time over connections that are kept: what the endpoint costs without
// the SDK. They are signed once and sent often, for the emulator looks at each signature.
import { createHash, createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';

const BODY = 'x'.repeat(61);

/** @param options - `url` of the connection under `@connections`; `parallel`: requests at a time. */
export async function posts(_clients, { url, parallel, seconds, credentials }) {
  const agent = new Agent({ keepAlive: true, maxSockets: parallel });
  const headers = await sign(new URL(url), credentials);
  let count = 0;
  let running = true;
  const postOneAfterAnother = async () => {
    while (running) {
      await post(url, headers, agent);
      count++;
    }
  };
  const all = Promise.all(Array.from({ length: parallel }, postOneAfterAnother));
  const wait = (s) => Promise.race([all, new Promise((resolve) => setTimeout(resolve, s * 1000))]);
  const [from, startedAt] = [count, performance.now()];
  await wait(seconds);
  const rate = (count - from) / ((performance.now() - startedAt) / 1000);
  const posted = count - from;
  running = false;
  await all;
  agent.destroy();
  return { rate, posted };
}

function post(url, headers, agent) {
  return new Promise((resolve, reject) => {
    const onward = request(url, { method: 'POST', headers, agent }, (response) => {
      response.resume();
      if (response.statusCode !== 200) return reject(new Error(`POST: ${response.statusCode}`));
      response.on('end', resolve);
    });
    onward.on('error', reject);
    onward.end(BODY);
  });
}

async function sign({ hostname, port, pathname, host }, credentials) {
  const signer = new SignatureV4({
    credentials,
    region: 'us-east-1',
    service: 'execute-api',
    sha256: Sha256,
  });
  const headers = { host, 'content-length': String(BODY.length) };
  const unsigned = {
    method: 'POST',
    protocol: 'http:',
    hostname,
    port: Number(port),
    path: pathname,
    headers,
  };
  return (await signer.sign({ ...unsigned, query: {}, body: BODY })).headers;
}

class Sha256 {
  #hash;

  constructor(secret) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }

  update(data) {
    this.#hash.update(data);
  }

  async digest() {
    return this.#hash.digest();
  }
}
