/** Everything that code can print by ends in the log, and nowhere else. Rows `lambda.log-*`. */
import { expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';
import { useCommand } from '../support/process.ts';
import { useProject } from '../support/project.ts';

const handler = (body: string) => `const fs = require('node:fs'); const util = require('node:util');
  exports.handler = async () => { ${body}; return { statusCode: 200, body: 'x' }; };`;

/** The lines that a handler of this body leaves in the log, without time and request id. */
async function linesOf(body: string, files = {}): Promise<string[]> {
  const emulator = await useSmallEmulator({ routes: { go: handler(body) }, twoWay: ['go'], files });
  const client = await connect(emulator.url);
  client.send({ action: 'go' });
  await client.next();
  await emulator.facts.next('invocation.ended');
  return emulator.facts
    .of('function.log')
    .filter(({ source }) => source === 'function')
    .map(({ line }) => line.replace(/^\S+Z\t\S+\t/, ''));
}

/** Each: what writes, and the lines that it makes. */
const WAYS: Record<string, [body: string, lines: string[]]> = {
  'fs.writeSync': ['fs.writeSync(1, "a\\n"); fs.writeSync(2, Buffer.from("xb\\nx"), 1, 2)', ['a', 'b']],
  'fs.writeSync with options and encodings': [
    'fs.writeSync(1, "610a", null, "hex"); fs.writeSync(1, new Uint8Array([98, 10]), { offset: 0 })',
    ['a', 'b'],
  ],
  'fs.write': ['await new Promise((done) => fs.write(1, "a\\n", done))', ['a']],
  'fs.write, promised': [
    'const { bytesWritten, buffer } = await util.promisify(fs.write)(1, Buffer.from("a\\n")); console.log(bytesWritten + " " + buffer)',
    ['a', 'INFO\t2 a\n'],
  ],
  'fs.writev': [
    'fs.writevSync(1, [Buffer.from("a"), Buffer.from("b\\n")]); await new Promise((done) => fs.writev(2, [Buffer.from("c\\n")], done))',
    ['ab', 'c'],
  ],
  'fs.writeFileSync and its like': [
    'fs.writeFileSync(1, "a\\n"); fs.appendFileSync(1, "b\\n", "utf8"); await new Promise((done) => fs.writeFile(2, "c\\n", done))',
    ['a', 'b', 'c'],
  ],
  'a stream of the descriptor, whose end does not close it': [
    'const stream = fs.createWriteStream(null, { fd: 1 }); stream.write("a\\n"); await new Promise((done) => stream.end("b\\n", done)); fs.closeSync(2); fs.writeSync(1, "c\\n")',
    ['a\nb', 'c'],
  ],
  'a console of its own': [
    'const own = new console.Console(process.stdout); own.log("a"); console.dir("b")',
    ['a', "'b'"],
  ],
  'the end of a stream': ['process.stderr.end("a\\n")', ['a']],
  'a stream that is corked': [
    'process.stdout.cork(); process.stdout.write("a"); process.stdout.write("b\\n"); process.stdout.uncork()',
    ['ab'],
  ],
  'an encoding and a callback': [
    'await new Promise((done) => process.stdout.write("610a", "hex", done))',
    ['a'],
  ],
  'past every stream': ['process._rawDebug("a %s", "b")', ['a b']],
  'a nested thread': [
    `await new Promise((done) => new (require('node:worker_threads').Worker)('console.log("a"); require("fs").writeSync(1, "b\\\\n");', { eval: true }).on('exit', done)); await new Promise(setImmediate)`,
    ['a', 'b'],
  ],
};

for (const [way, [body, lines]] of Object.entries(WAYS)) {
  test(`lambda.log-descriptors: ${way}`, async () => {
    expect(await linesOf(body)).toEqual(lines);
  });
}

test('lambda.log-descriptors: `import` sees the same functions', async () => {
  const lines = await linesOf('(await import("./m.mjs")).write()', {
    'm.mjs': 'import { writeSync } from "node:fs"; export const write = () => writeSync(1, "a\\n");',
  });
  expect(lines).toEqual(['a']);
});

test('lambda.log-descriptors: what Node refuses is refused', async () => {
  expect(await linesOf('try { fs.writeSync(1, {}); } catch ({ code }) { console.log(code); }')).toEqual([
    'INFO\tERR_INVALID_ARG_TYPE',
  ]);
});

test('lambda.log-descriptors: warnings', async () => {
  const lines = await linesOf('process.emitWarning("careful"); await new Promise(setImmediate)');
  expect(lines.join('\n')).toMatch(/^ERROR\t\(node:\d+\) Warning: careful/);
});

test('lambda.log-pieces: pieces are put together to lines', async () => {
  const lines = await linesOf(
    'for (const piece of ["a", "b", "\\nc", "\\n"]) process.stdout.write(piece); for (const byte of Buffer.from("é\\n")) fs.writeSync(1, Buffer.of(byte))',
  );
  expect(lines).toEqual(['ab', 'c', 'é']);
});

test('lambda.log-pieces: a line without an end keeps its place', async () => {
  const lines = await linesOf(
    'process.stdout.write("a"); console.log("b"); process.stdout.write("c"); await new Promise((done) => setTimeout(done, 200)); process.stdout.write("d\\n"); fs.writeSync(2, "e")',
  );
  expect(lines).toEqual(['a', 'INFO\tb', 'c', 'd', 'e']);
});

test('lambda.log-pieces: nothing is lost when the process exits', async () => {
  const lines = await linesOf(
    'process.on("exit", () => process.stdout.write("b")); process.stdout.write("a"); process.exit(1)',
  );
  expect(lines).toEqual(['a', 'b']);
});

test('lambda.log-terminal: the emulator’s terminal is not the function’s', async () => {
  const lines = await linesOf(
    'console.log([1, 2, 3].map(require("tty").isatty).join() + " " + process.stdout.isTTY + " " + process.stdout.columns)',
  );
  expect(lines).toEqual(['INFO\tfalse,false,false undefined undefined']);
});

test('lambda.log-descriptors: standard output stays JSON lines', async () => {
  const body =
    'fs.writeSync(1, "raw one\\n"); process.stderr.end("raw two\\n"); process._rawDebug("raw three"); fs.writeSync(1, "raw four\\n")';
  const cwd = await useProject({ routes: { go: handler(body) }, twoWay: ['go'] });
  const running = useCommand(['start', '--port', '0', '--log-format', 'json'], { cwd });
  const [, url = ''] = await running.until(/"url":"(ws:[^"]+)"/);
  const client = await connect(url);
  client.send({ action: 'go' });
  await client.next();
  await running.until(/raw four/);
  running.child.kill('SIGTERM');
  const { stdout, stderr } = await running.ended;
  for (const line of stdout.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('type');
  expect(stderr).not.toContain('raw');
});
