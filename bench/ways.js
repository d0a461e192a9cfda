// Ways from a thread to another: what other ways than those that are taken could save between a handler and the
// emulator. `node bench/ways.js` prints microseconds, and microseconds of processor time, of each, taking turns.
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import { Duplex } from 'node:stream';
import { isMainThread, MessageChannel, parentPort, Worker, workerData } from 'node:worker_threads';

const TIMES = 4000;
/** The first are V8's, to optimise. */
const ROUNDS = { all: 8, uncounted: 2 };

/** As large as those of a post through the SDK. */
const HEADERS = {
  host: 'abcdef1234.execute-api.us-east-1.amazonaws.com',
  'content-type': 'application/octet-stream',
  'user-agent': 'x'.repeat(120),
  'amz-sdk-invocation-id': 'x'.repeat(36),
  'x-amz-content-sha256': 'x'.repeat(64),
  'x-amz-date': '20261130T000000Z',
  authorization: `AWS4-HMAC-SHA256 ${'x'.repeat(220)}`,
};
const BODY = 'x'.repeat(61);
const ANSWER = { 'x-amzn-requestid': 'x'.repeat(36), 'content-length': '0' };
/** As large as that of a message. */
const EVENT = JSON.stringify({ requestContext: 'x'.repeat(700), body: BODY });

/** The bytes of a connection as messages. */
class PortSocket extends Duplex {
  #port;

  constructor(port) {
    super();
    this.#port = port;
    port.on('message', (bytes) => this.push(bytes && Buffer.from(bytes.buffer)));
  }

  _read() {}

  _writev(chunks, done) {
    const whole = Buffer.concat(chunks.map(({ chunk, encoding }) => Buffer.from(chunk, encoding)));
    this.#port.postMessage(new Uint8Array(whole));
    done();
  }

  _final(done) {
    this.#port.postMessage(null);
    done();
  }

  /** What of a socket Node calls without looking whether it is there. */
  setTimeout() {
    return this;
  }
  setKeepAlive() {}
  setNoDelay() {}
  ref() {}
  unref() {}
}

if (isMainThread) {
  const server = createServer((asked, response) => {
    asked.resume();
    asked.on('end', () => response.writeHead(200, ANSWER).end());
  });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const thread = new Worker(new URL(import.meta.url), { workerData: server.address().port });
  const answers = {
    connection: (port) => server.emit('connection', new PortSocket(port)),
    requests: (port) => port.on('message', () => port.postMessage({ status: 200, headers: ANSWER })),
    texts: (port) => port.on('message', ({ event }) => port.postMessage({ body: event })),
    bytes: (port) =>
      port.on('message', ({ event }) => {
        const body = new TextEncoder().encode(new TextDecoder().decode(event));
        port.postMessage({ body }, [body.buffer]);
      }),
  };
  thread.on('message', ({ kind, port, line }) =>
    line === undefined ? answers[kind](port) : console.log(line),
  );
  await once(thread, 'exit');
  server.close();
} else {
  const overTcp = new Agent({ keepAlive: true, maxSockets: 1 });
  const overPort = new Agent({ keepAlive: true, maxSockets: 1 });
  overPort.createConnection = () => new PortSocket(open('connection'));
  const ways = {
    'a request: HTTP over TCP': () => post(overTcp),
    'a request: HTTP over a MessagePort': () => post(overPort),
    'a request: one message, no HTTP': asking('requests', () => [
      { path: '/', headers: HEADERS, body: BODY },
    ]),
    'an event and its result: text': asking('texts', () => [{ event: EVENT }]),
    'an event and its result: transferred bytes': asking('bytes', () => {
      const event = new TextEncoder().encode(EVENT);
      return [{ event }, [event.buffer]];
    }),
  };
  const found = await measure(ways);
  for (const [name, [each, cpu]] of Object.entries(found)) {
    parentPort.postMessage({
      line: `${name.padEnd(45)}${each.toFixed(0).padStart(6)}${cpu.toFixed(0).padStart(6)}`,
    });
  }
  process.exit();
}

function open(kind) {
  const { port1, port2 } = new MessageChannel();
  parentPort.postMessage({ kind, port: port2 }, [port2]);
  return port1;
}

function post(agent) {
  return new Promise((resolve, reject) => {
    const options = { agent, host: '127.0.0.1', port: workerData, method: 'POST', headers: HEADERS };
    const onward = request(options, (response) => response.resume().on('end', resolve));
    onward.on('error', reject).end(BODY);
  });
}

function asking(kind, say) {
  const port = open(kind);
  return async () => {
    port.postMessage(...say());
    const [answer] = await once(port, 'message');
    if (answer.body instanceof Uint8Array) new TextDecoder().decode(answer.body);
  };
}

/** @returns medians of each way, microseconds. */
async function measure(ways) {
  const all = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS.all; round++) {
    for (const [name, go] of Object.entries(ways)) {
      const [cpu, startedAt] = [process.cpuUsage(), performance.now()];
      for (let time = 0; time < TIMES; time++) await go();
      const { user, system } = process.cpuUsage(cpu);
      const took = (performance.now() - startedAt) * 1000;
      if (round >= ROUNDS.uncounted) all[name].push([took / TIMES, (user + system) / TIMES]);
    }
  }
  const middle = (values) => values.sort((one, other) => one - other)[values.length >> 1];
  return Object.fromEntries(
    Object.entries(all).map(([name, rows]) => [name, [0, 1].map((at) => middle(rows.map((row) => row[at])))]),
  );
}
