/** The bytes of frames and closes, seen by a client made of a bare socket. */
import { describe, expect, test } from 'vitest';
import { useSmallEmulator } from '../support/emulator.ts';
import {
  BINARY,
  CLOSE,
  CONTINUATION,
  closePayload,
  frameBytes,
  PING,
  PONG,
  type RawClient,
  rawConnect,
  TEXT,
} from '../support/raw-client.ts';

/** Answers with the length of what it got, and tells what `$disconnect` is told. */
const project = {
  routes: {
    $default:
      'exports.handler = async ({ body }) => ({ statusCode: 200, body: String(Buffer.byteLength(body)) });',
    big: 'exports.handler = async ({ body }) => ({ statusCode: 200, body: "é".repeat(JSON.parse(body).n) });',
    $disconnect:
      'exports.handler = async ({ requestContext: { disconnectStatusCode: code, disconnectReason: reason } }) => { console.log(JSON.stringify({ code, reason })); return {}; };',
  },
  twoWay: ['$default', 'big'],
};

async function start() {
  const emulator = await useSmallEmulator(project);
  const told = async () => {
    const { line } = await emulator.facts.next('function.log', (fact) => fact.level === 'INFO');
    return JSON.parse(line.split('\t')[3] ?? '');
  };
  return { emulator, told };
}

async function closedWith(client: RawClient): Promise<{ code: number; reason: string }> {
  const { opcode, payload } = await client.next();
  expect(opcode).toBe(CLOSE);
  return { code: payload.readUInt16BE(0), reason: payload.subarray(2).toString() };
}

const tooLong = { code: 1009, reason: 'Max frame length of 32768 has been exceeded.' };

describe('what is too long', () => {
  test('close.frame-too-long: a frame of 32768 bytes passes', async () => {
    const { emulator } = await start();
    const client = await rawConnect(emulator.url);
    client.send(TEXT, 'x'.repeat(32_768));
    expect((await client.next()).payload.toString()).toBe('32768');
  });

  test('close.frame-too-long: one of 32769 is closed with 1009, unseen by any route', async () => {
    const { emulator, told } = await start();
    const client = await rawConnect(emulator.url);
    client.send(TEXT, 'x'.repeat(32_769));
    expect(await closedWith(client)).toEqual(tooLong);
    client.send(CLOSE, closePayload(1009));
    await client.ended;
    expect(await told()).toEqual(tooLong);
    expect(emulator.facts.of('message.received')).toEqual([]);
  });

  test('close.frame-too-long: found in bytes that come one by one, behind frames that are not', async () => {
    const { emulator } = await start();
    const client = await rawConnect(emulator.url);
    client.send(TEXT, 'a'.repeat(200), { fin: false });
    client.send(PING, 'p');
    expect((await client.next()).opcode).toBe(PONG);
    const header = frameBytes(CONTINUATION, 'b'.repeat(70_000)).subarray(0, 14);
    for (const byte of header) client.socket.write(Buffer.from([byte]));
    expect(await closedWith(client)).toEqual(tooLong);
  });

  test('close.message-too-long: 131072 bytes in four frames pass, one more is 1009', async () => {
    const { emulator, told } = await start();
    const client = await rawConnect(emulator.url);
    const quarter = 'x'.repeat(32_768);
    const sendFour = (last: string) => {
      client.send(TEXT, quarter, { fin: false });
      client.send(CONTINUATION, quarter, { fin: false });
      client.send(CONTINUATION, quarter, { fin: false });
      client.send(CONTINUATION, quarter, { fin: last === '' });
      if (last !== '') client.send(CONTINUATION, last);
    };
    sendFour('');
    expect((await client.next()).payload.toString()).toBe('131072');
    sendFour('y');
    const close = await closedWith(client);
    expect(close.code).toBe(1009);
    expect(await told()).toEqual(close);
  });
});

describe('frames', () => {
  test('message.reassembled: a message in fragments is one message', async () => {
    const { emulator } = await start();
    const client = await rawConnect(emulator.url);
    client.send(TEXT, '{"action":', { fin: false });
    client.send(PING, 'between');
    client.send(CONTINUATION, '"x"}');
    expect((await client.next()).opcode).toBe(PONG);
    expect((await client.next()).payload.toString()).toBe('14');
    expect(emulator.facts.of('message.received').map(({ body }) => body)).toEqual(['{"action":"x"}']);
  });

  test('message.fragments: a large answer comes in text and continuation frames of at most 32 KB', async () => {
    const { emulator } = await start();
    const client = await rawConnect(emulator.url);
    client.send(TEXT, '{"action":"big","n":50000}');
    const frames = [await client.next()];
    while (!frames.at(-1)?.fin) frames.push(await client.next());
    expect(frames.map(({ opcode }) => opcode)).toEqual([TEXT, CONTINUATION, CONTINUATION, CONTINUATION]);
    expect(Math.max(...frames.map(({ payload }) => payload.length))).toBe(32_768);
    expect(Buffer.concat(frames.map(({ payload }) => payload)).toString()).toBe('é'.repeat(50_000));
  });

  test('message.ping: answered with the same payload', async () => {
    const { emulator } = await start();
    const client = await rawConnect(emulator.url);
    client.send(PING, 'are you there');
    const { opcode, payload } = await client.next();
    expect([opcode, payload.toString()]).toEqual([PONG, 'are you there']);
  });

  test('message.early: a message in the same packet as the request is handled after the handshake', async () => {
    const { emulator } = await start();
    const client = await rawConnect(emulator.url, { early: frameBytes(TEXT, 'early') });
    expect(client.head).toMatch(/^HTTP\/1\.1 101 /);
    expect((await client.next()).payload.toString()).toBe('5');
  });
});

describe('closes', () => {
  test('close.echo: the client gets its own code and reason back, byte for byte, then the end of TCP', async () => {
    const { emulator } = await start();
    const client = await rawConnect(emulator.url);
    client.send(CLOSE, closePayload(1000, 'peer-close-d1'));
    const { opcode, payload } = await client.next();
    expect([opcode, payload.toString('base64')]).toEqual([CLOSE, 'A+hwZWVyLWNsb3NlLWQx']);
    await client.ended;
  });

  test('close.echo: an empty close frame is answered with an empty one', async () => {
    const { emulator } = await start();
    const client = await rawConnect(emulator.url);
    client.send(CLOSE, '');
    const { opcode, payload } = await client.next();
    expect([opcode, payload.length]).toEqual([CLOSE, 0]);
    await client.ended;
  });

  test('close.binary-frame: the recorded payload', async () => {
    const { emulator } = await start();
    const client = await rawConnect(emulator.url);
    client.send(BINARY, Buffer.from([1, 2, 3]));
    const { opcode, payload } = await client.next();
    expect([opcode, payload.toString('base64')]).toEqual([CLOSE, 'A+tCaW5hcnkgaXMgbm90IHN1cHBvcnRlZA==']);
  });

  const breaches = {
    'close.protocol-error: an unmasked frame': [frameBytes(TEXT, 'x', { masked: false }), 1002],
    'close.protocol-error: a continuation of nothing': [frameBytes(CONTINUATION, 'x'), 1002],
    'close.protocol-error: an opcode that is none': [frameBytes(5, 'x'), 1002],
    'close.invalid-utf8: bytes that are no text': [frameBytes(TEXT, Buffer.from([0xff, 0xfe])), 1007],
  } as const;
  for (const [name, [bytes, code]] of Object.entries(breaches)) {
    test(name, async () => {
      const { emulator, told } = await start();
      const client = await rawConnect(emulator.url);
      client.socket.write(bytes);
      const close = await closedWith(client);
      expect(close.code).toBe(code);
      expect(await told()).toEqual(close);
      const next = await rawConnect(emulator.url);
      next.send(TEXT, 'served');
      expect((await next.next()).payload.toString()).toBe('6');
    });
  }
});
