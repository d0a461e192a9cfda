/** Session files, read and checked; rows `session.format`, `session.problems`. */
import type { EmulatorError } from 'apigateway-websocket-emulator';
import { describe, expect, test } from 'vitest';
import { readSession, readSessions } from '../../src/sessions/read-session.ts';
import { useFiles } from '../support/project.ts';

/** The session of a YAML text, without places. */
async function session(text: string, name = 'chat.session.yaml') {
  const folder = await useFiles({ [name]: text });
  const reading = await readSession(`${folder}/${name}`, { TOKEN: 's3cret' });
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return JSON.parse(JSON.stringify(reading.session, (key, value) => (key === 'place' ? undefined : value)));
}

/** What is wrong with a YAML text: `line:column message`. */
async function problems(text: string, name = 'chat.session.yaml'): Promise<string[]> {
  const folder = await useFiles({ [name]: text });
  const reading = await readSession(`${folder}/${name}`, {});
  if (reading.ok) return [];
  return reading.problems.map(({ place, message }) => `${place.line}:${place.column} ${message}`);
}

const steps = (...lines: string[]) => `version: 1\nsteps:\n${lines.map((line) => `  ${line}\n`).join('')}`;

describe('session.format: what a file says', () => {
  test('session.format: every kind of step', async () => {
    const read = await session(`
version: 1
name: two people chat
clients:
  alice: { query: { name: alice, tag: [a, b], n: 007 }, headers: { X-A: '1' } }
seed: { WSDemo: [ { connectionId: stale } ] }
steps:
  - connect: alice
    query: { name: Alice }
    protocols: [chat]
    protocol: chat
  - connect: mallory
    refused: { status: 401, contains: { message: Unauthorized } }
  - send: alice
    message: { action: echo }
    after: 350ms
  - send: alice
    message: base64:aGk=
  - receive: alice
    message: hello
    within: 1.5s
  - post: alice
    message: hi
    status: 200
  - get: gqEcmMfw-QAYKEg-gA==
    contains: {}
  - delete: alice
  - closed: alice
    code: 1000
  - advance: 10m
  - table: WSDemo
    contains: [ { connectionId: stale } ]
    count: 1
  - invocations: echo
    count: 1
    event: { a: 1 }
    error: boom
  - connect: alice
  - inOrder: [ { receive: alice, message: 1 } ]
  - close: alice
    code: 4000
    reason: bye
`);
    expect(read).toMatchObject({
      name: 'two people chat',
      clients: ['alice', 'mallory'],
      seed: { WSDemo: [{ connectionId: 'stale' }] },
      environment: {},
    });
    expect(read.steps).toEqual([
      {
        type: 'connect',
        client: 'alice',
        handshake: {
          query: { name: 'Alice', tag: ['a', 'b'], n: '007' },
          headers: { 'X-A': '1' },
          protocols: ['chat'],
        },
        protocol: 'chat',
      },
      {
        type: 'connect',
        client: 'mallory',
        handshake: { query: {}, headers: {}, protocols: [] },
        refused: { status: 401, body: { kind: 'contains', pattern: { message: 'Unauthorized' } } },
      },
      { type: 'send', client: 'alice', message: { pattern: { action: 'echo' } }, afterMs: 350 },
      { type: 'send', client: 'alice', message: { base64: 'aGk=' } },
      { type: 'receive', client: 'alice', message: { kind: 'equals', pattern: 'hello' }, withinMs: 1500 },
      { type: 'post', connection: 'alice', message: { pattern: 'hi' }, status: 200 },
      { type: 'get', connection: 'gqEcmMfw-QAYKEg-gA==', body: { kind: 'contains', pattern: {} } },
      { type: 'delete', connection: 'alice' },
      { type: 'closed', client: 'alice', code: 1000 },
      { type: 'advance', milliseconds: 600_000 },
      {
        type: 'table',
        table: 'WSDemo',
        items: { kind: 'contains', pattern: [{ connectionId: 'stale' }] },
        count: 1,
      },
      {
        type: 'invocations',
        function: 'echo',
        count: 1,
        event: { kind: 'contains', pattern: { a: 1 } },
        error: { kind: 'contains', pattern: 'boom' },
      },
      { type: 'connect', client: 'alice', handshake: expect.anything() },
      {
        type: 'inOrder',
        steps: [{ type: 'receive', client: 'alice', message: { kind: 'equals', pattern: 1 } }],
      },
      { type: 'close', client: 'alice', code: 4000, reason: 'bye' },
    ]);
  });

  test('session.format: places are those of the file', async () => {
    const folder = await useFiles({
      'a.session.yaml': steps('- connect: bob', '- receive: bob', '  message: { a: {{x}} }'),
    });
    const [read] = await readSessions([`${folder}/a.session.yaml`], folder);
    const file = `${folder}/a.session.yaml`;
    expect(read?.steps[1]).toMatchObject({
      place: { file, line: 4, column: 5 },
      message: { place: { file, line: 5, column: 14 } },
    });
  });

  test('session.format: placeholders need no quotes, in values, keys and within texts', async () => {
    const read = await session(
      steps(
        '- connect: bob',
        '- receive: bob',
        '  message: { id: {{bob}}, "at": "{{:timestamp}}", {{ key : string }}: [{{n}}], t: hi {{bob}}, e: {{{{ }',
      ),
    );
    expect(read.steps[1].message.pattern).toEqual({
      id: '{{bob}}',
      at: '{{:timestamp}}',
      '{{ key : string }}': ['{{n}}'],
      t: 'hi {{bob}}',
      e: '{{{{',
    });
  });

  test('session.format: JSON is read as well; the name is that of the file', async () => {
    const text = JSON.stringify({ version: 1, steps: [{ connect: 'bob', query: { id: 1 } }] });
    const read = await session(text, 'short talk.session.json');
    expect(read).toMatchObject({ name: 'short talk', clients: ['bob'] });
    expect(read.steps[0].handshake.query).toEqual({ id: '1' });
  });

  test('session.format: variables of the environment are looked up', async () => {
    const read = await session(
      steps('- connect: bob', '  headers: { Authorization: "Bearer {{env:TOKEN}}" }'),
    );
    expect(read.environment).toEqual({ TOKEN: 's3cret' });
  });
});

/** Texts, and all that is said of them. */
const MISTAKES: Readonly<Record<string, readonly [text: string, ...problems: string[]]>> = {
  'an empty file': [
    '  \n',
    '1:1 the file is empty; write "version: 1" and "steps:", each with a line such as "- connect: alice" below',
  ],
  'nothing but comments': [
    '# to do\n',
    '1:1 the file is empty; write "version: 1" and "steps:", each with a line such as "- connect: alice" below',
  ],
  'no map': [
    '- connect: alice\n',
    '1:1 expected a session, found [{"connect":"alice"}]; write "version: 1" and "steps:", each with a line such as "- connect: alice" below',
  ],
  'no YAML': [
    'version: 1\nsteps: [\n',
    '3:1 not YAML: deficient indentation; a quote or a bracket above it is not closed, or it is indented too little',
  ],
  'a key twice': [
    'version: 1\nclients:\n  alice: {}\n  alice: {}\nsteps: [ { connect: alice } ]\n',
    '4:3 alice stands on line 3 already; rename or remove one of the two',
  ],
  'unknown keys': [
    'version: 1\nnmae: x\nclients: { alice: { hedders: {} } }\nsteps:\n  - connect: alice\n    colour: red\n',
    '2:1 nmae: unknown key "nmae"; did you mean "name"?',
    '3:21 clients.alice.hedders: unknown key "hedders"; did you mean "headers"?',
    '6:5 steps[0].colour: unknown key "colour"; known here: connect, api, query, headers, protocols, origin, refused, protocol, after, within',
  ],
  'another version': [
    'version: 2\nsteps: [ { connect: alice } ]\n',
    '1:10 version: expected 1, the version that this emulator reads, found 2',
  ],
  'no version and no steps': [
    'name: x\n',
    '1:1 version: is missing; write version: 1',
    '1:1 steps: is missing; write steps: [{"connect":"alice"}]',
  ],
  'empty steps': [
    'version: 1\nsteps: []\n',
    '2:8 steps: the session has no steps; write one, such as "connect: alice"',
  ],
  'an unknown step': [
    steps('- conect: bob', '- send: bob', '  message: hi', '- wait: 5s', '- hello'),
    '3:5 steps[0].conect: no step is called "conect"; did you mean "connect"?',
    '6:5 steps[2]: a step says what happens; write one of connect, send, receive, close, closed, post, get, delete, advance, table, invocations, inOrder, anyOrder',
    '7:5 steps[3]: expected a step such as "connect: alice", found "hello"',
  ],
  'several things in one step': [
    steps('- connect: bob', '- send: bob', '  message: hi', '  receive: bob'),
    '6:5 steps[1].receive: a step does one thing, and this one has "send" already; write two steps',
  ],
  'wrong types': [
    'version: 1\nclients: [alice]\nseed: { T: {} }\nsteps:\n  - connect: { name: alice }\n    query: x\n  - table: T\n    count: many\n',
    '2:10 clients: expected an object of clients by name, found ["alice"]',
    '3:12 seed.T: expected a list of items, found {}',
    '5:14 steps[0].connect: expected the name of a client, found {"name":"alice"}',
    '6:12 steps[0].query: expected an object of query parameters, found "x"',
    '8:12 steps[1].count: expected a whole number, found "many"',
  ],
  'an unknown client': [
    steps('- connect: alice', '- send: alcie', '  message: hi', '- receive: zoe', '  message: hi'),
    '4:11 steps[1].send: no client is called "alcie"; did you mean "alice"?',
    '6:14 steps[2].receive: no client is called "zoe"; there are alice',
  ],
  'names that cannot be': [
    steps('- connect: 9 lives', '- connect: env'),
    '3:14 steps[0].connect: a client\'s name is letters, digits, "-" and "_", and begins with a letter; found "9 lives"',
    '4:14 steps[1].connect: no client can be called so, for {{env:NAME}} is a variable of the environment',
  ],
  'sending before the connection': [
    'version: 1\nclients: { alice: }\nsteps:\n  - send: alice\n    message: hi\n  - connect: alice\n',
    '4:11 steps[0].send: alice is not connected yet; write a step "connect: alice" before',
  ],
  'steps of who is refused, or gone': [
    steps(
      '- connect: eve',
      '  refused: {}',
      '- send: eve',
      '  message: hi',
      '- connect: bob',
      '- connect: bob',
      '- close: bob',
      '- receive: bob',
      '  message: hi',
    ),
    '5:11 steps[1].send: eve is not connected: it is to be refused on line 3',
    '8:14 steps[3].connect: bob is connected since line 7; close it before, or name the second client otherwise',
    '10:14 steps[5].receive: bob was closed on line 9; connect it again before',
  ],
  durations: [
    steps('- advance: 10', '- advance: ten minutes', '  within: 5 s'),
    '3:14 steps[0].advance: expected a duration such as 350ms, 5s, 10m or 2h, found 10',
    '4:14 steps[1].advance: expected a duration such as 350ms, 5s, 10m or 2h, found "ten minutes"',
    '5:13 steps[1].within: expected a duration such as 350ms, 5s, 10m or 2h, found "5 s"',
  ],
  'statuses and codes': [
    steps('- connect: bob', '- get: bob', '  status: 99', '- close: bob', '  code: 1006'),
    '5:13 steps[1].status: expected an HTTP status from 100 to 599, found 99',
    '7:11 steps[2].code: 1006 cannot be sent; a client closes with 1000 or 1001, or a code from 3000 to 4999',
  ],
  base64: [
    steps('- connect: bob', '- send: bob', '  message: base64:a?'),
    '5:14 steps[1].message: what follows "base64:" is no base64, which has letters, digits, "+", "/", and "=" to fill up four',
  ],
  'nothing expected, or twice': [
    steps(
      '- connect: bob',
      '- receive: bob',
      '- table: T',
      '- receive: bob',
      '  message: 1',
      '  contains: 1',
    ),
    '4:5 steps[1].message: is missing; write "message: hello", or "contains:" with a part of the message',
    '5:5 steps[2]: the step expects nothing; write items:, contains: or count:',
    '8:5 steps[3].contains: "message" says all of it already; remove one of the two',
  ],
  'placeholders that are none': [
    steps(
      '- connect: bob',
      '- receive: bob',
      '  message: { a: {{x y}}, b: {{}}, c: {{x:uid}}, d: "{{x", e: {{env}}, f: {{a:b:c}} }',
    ),
    '5:19 steps[1].message.a: {{x y}} is no placeholder; write {{name}}, {{name:type}} or {{:type}}, or {{{{ for two braces',
    '5:31 steps[1].message.b: {{}} is no placeholder; write {{name}}, {{name:type}} or {{:type}}, or {{{{ for two braces',
    '5:40 steps[1].message.c: {{x:uid}} has a type that there is not; did you mean "uuid"?',
    '5:54 steps[1].message.d: this "{{" begins no placeholder; close it with "}}", or write {{{{ for two braces',
    '5:64 steps[1].message.e: {{env}} names no variable of the environment; write {{env:TOKEN}}',
    '5:76 steps[1].message.f: {{a:b:c}} is no placeholder; write {{name}}, {{name:type}} or {{:type}}, or {{{{ for two braces',
  ],
  'placeholders that nobody knows': [
    steps(
      '- connect: bob',
      '  query: { id: {{id}} }',
      '- receive: bob',
      '  message: { room: {{room}} }',
      '- connect: ann',
      '- send: bob',
      '  message: { a: {{rooom}}, b: {{:uuid}}, c: {{bob}}, d: "x {{env:NO_TOKEN}}", {{zzz}}: 1 }',
      '- post: {{carl}}',
      '  message: hi',
    ),
    '4:18 steps[0].query.id: {{id}} is captured by no step before; nothing is',
    '9:19 steps[3].message.a: {{rooom}} is captured by no step before; did you mean {{room}}?',
    '9:33 steps[3].message.b: {{:uuid}} is no value; what is sent takes one that a step before has captured',
    '9:59 steps[3].message.d: the environment has no variable NO_TOKEN; set it, or write the value',
    '9:81 steps[3].message["{{zzz}}"]: {{zzz}} is captured by no step before; known here: {{room}}, {{bob}}, {{ann}}',
    '10:11 steps[4].post: {{carl}} is captured by no step before; known here: {{room}}, {{bob}}, {{ann}}',
  ],
  'ids of clients that are not connected yet': [
    'version: 1\nclients: { ann: }\nsteps:\n  - connect: bob\n  - send: bob\n    message: {{ann}}\n  - post: ann\n    message: x\n  - connect: ann\n',
    '6:14 steps[1].message: {{ann}} is not known yet: ann is not connected before this step',
    '7:11 steps[2].post: ann is not known yet: ann is not connected before this step',
  ],
  'numbers that JavaScript rounds': [
    steps('- connect: bob', '- send: bob', '  message: { id: 12345678901234567890 }'),
    '5:20 steps[1].message.id: this number has too many digits; write the message as the text of its JSON',
  ],
};

describe('session.problems: what is wrong with a file', () => {
  test.each(Object.entries(MISTAKES))('session.problems: %s', async (_, [text, ...expected]) => {
    expect(await problems(text)).toEqual(expected);
  });

  test('session.problems: JSON', async () => {
    expect(await problems('', 'a.session.json')).toEqual([
      '1:1 the file is empty; write { "version": 1, "steps": [{ "connect": "alice" }] }',
    ]);
    expect(await problems('{ "version": 1,\n "steps": [{ "conect": "a" }] }', 'a.session.json')).toEqual([
      '2:14 steps[0].conect: no step is called "conect"; did you mean "connect"?',
    ]);
    expect(await problems('{ "version": 1, "steps": [{ "connect": {{a}} }] }', 'a.session.json')).toEqual([
      expect.stringContaining('not JSON'),
    ]);
  });

  test('session.problems: of several files in one report', async () => {
    const folder = await useFiles({
      'a.session.yaml': steps('- conect: bob'),
      'b.session.yaml': 'version: 1\n',
      'c.session.yaml': steps('- connect: bob'),
    });
    const files = ['a', 'b', 'c'].map((name) => `${folder}/${name}.session.yaml`);
    const error = await readSessions(files, folder).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'SESSION_INVALID', fault: 'user' });
    expect((error as EmulatorError).message).toBe(`2 problems in the sessions:
  a.session.yaml:3:5  steps[0].conect: no step is called "conect"; did you mean "connect"?
  b.session.yaml:1:1  steps: is missing; write steps: [{"connect":"alice"}]`);
    expect((error as EmulatorError).problems[0]).toEqual({
      file: files[0],
      line: 3,
      column: 5,
      message: 'steps[0].conect: no step is called "conect"; did you mean "connect"?',
    });
  });

  test('session.problems: a file in UTF-16', async () => {
    const folder = await useFiles({ 'a.txt': '' });
    const { writeFile } = await import('node:fs/promises');
    await writeFile(`${folder}/a.session.yaml`, Buffer.from('\uFEFFversion: 1', 'utf16le'));
    await expect(readSessions([`${folder}/a.session.yaml`], folder)).rejects.toThrow(
      'a.session.yaml:1:1  cannot be read: it is in UTF-16; save it as UTF-8.',
    );
  });
});
