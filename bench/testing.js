// What a test costs on top of its handlers, once everything is warm: medians, beside what the handlers take themselves.
import { fileURLToPath } from 'node:url';
import { startEmulator } from 'apigateway-websocket-emulator/testing';

const ROUNDS = 100;
const MINUTE = 60_000;
const cwd = fileURLToPath(new URL('../test/projects/tested-chat', import.meta.url));

const plays = {
  nothing: async () => {},
  'connect two, send, receive': async (emulator) => {
    const [alice, bob] = [await emulator.connect(), await emulator.connect()];
    alice.send({ action: 'say', text: 'hello' });
    await bob.next({ type: 'said' });
    await alice.next({ type: 'told' });
  },
  'ten-minute idle close': async (emulator) => {
    const alice = await emulator.connect();
    await emulator.clock.advance(10 * MINUTE);
    await alice.closed;
  },
  'two-hour close': async (emulator) => {
    const alice = await emulator.connect();
    for (let minutes = 0; minutes < 117; minutes += 9) {
      await emulator.clock.advance(9 * MINUTE);
      alice.send('still here');
      await alice.next();
    }
    await emulator.clock.advance(3 * MINUTE);
    await alice.closed;
  },
  'stale connection, 410': async (emulator) => {
    const [alice, bob] = [await emulator.connect(), await emulator.connect()];
    emulator.faults.connections({ gone: true, connectionId: bob.connectionId });
    alice.send({ action: 'say', text: 'hello' });
    await alice.next({ type: 'told', count: 0 });
  },
  'throttled function': async (emulator) => {
    const alice = await emulator.connect();
    emulator.faults.lambda('onSay', { throttle: true });
    alice.send({ action: 'say', text: 'hello' });
    await alice.next({ message: 'Internal server error' });
  },
  'error of DynamoDB': async (emulator) => {
    const alice = await emulator.connect();
    emulator.faults.dynamodb({ error: 'AccessDeniedException', operation: 'Scan' });
    alice.send({ action: 'say', text: 'hello' });
    await alice.next({ type: 'failed' });
  },
};

/** Of one test, its reset included: the whole, and how long handlers ran one after another or at once. */
async function measure(emulator, play) {
  let handlers = 0;
  const stop = emulator.read((fact) => {
    if (fact.type === 'invocation.ended') handlers += fact.durationMs;
  });
  const startedAt = performance.now();
  await play(emulator);
  const played = performance.now() - startedAt;
  await emulator.reset();
  const whole = performance.now() - startedAt;
  stop();
  return { played, whole, handlers };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const ms = (value) => `${value.toFixed(1)} ms`;

const startedAt = performance.now();
const emulator = await startEmulator({ cwd });
console.log(`first start: ${ms(performance.now() - startedAt)}`);
const rows = {};
for (const [name, play] of Object.entries(plays)) {
  for (let round = 0; round < 10; round++) await measure(emulator, play);
  const figures = [];
  for (let round = 0; round < ROUNDS; round++) figures.push(await measure(emulator, play));
  const of = (figure) => median(figures.map(figure));
  rows[name] = {
    'the test': ms(of(({ played }) => played)),
    'with reset': ms(of(({ whole }) => whole)),
    'its handlers': ms(of(({ handlers }) => handlers)),
    'on top of them': ms(of(({ whole, handlers }) => whole - handlers)),
  };
}
await emulator.close();
console.table(rows);
