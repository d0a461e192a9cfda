/** The local certificate authority: where it is kept, and what happens to its files. */
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { generate } from 'selfsigned';
import { expect, test } from 'vitest';
import { useCacheDirectory } from '../support/cache.ts';
import { connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';
import { ask, authorityOf, portOf } from '../support/http.ts';
import { runScript } from '../support/process.ts';
import { useFiles } from '../support/project.ts';

const ECHO = 'exports.handler = async (event) => ({ statusCode: 200, body: event.body });';
const echo = { routes: { $default: ECHO }, twoWay: ['$default'] };

async function start() {
  const emulator = await useSmallEmulator(echo);
  const port = portOf(emulator);
  return { emulator, port };
}

/** Speaks TLS to a new emulator, verified, and returns the authority. */
async function speakTls(): Promise<string> {
  const { port } = await start();
  const ca = await authorityOf({ port });
  expect((await ask(`https://localhost:${port}/dev`, { ca })).status).toBe(426);
  return ca;
}

test('what makes certificates is loaded when one has to be made, and not when all are kept', async () => {
  const folder = await useFiles({});
  const certificates = new URL('../../dist/net/certificates.js', import.meta.url).href;
  const hook = new URL('../support/loaded-modules.mjs', import.meta.url).href;
  const code = `const { openCertificates } = await import(${JSON.stringify(certificates)});
    await (await openCertificates()).contextFor('localhost');`;
  const loads = async (run: string) => {
    const list = join(folder, run);
    const env = { ...process.env, LOADED_MODULES: list, EMULATOR_CACHE_DIR: join(folder, 'cache') };
    const args = ['--import', hook, '--input-type=module', '-e', code];
    await promisify(execFile)(process.execPath, args, { env });
    const urls = (await readFile(list, 'utf8')).split('\n');
    return ['net/kept-pair', 'net/mint', '/selfsigned/'].filter((part) =>
      urls.some((url) => url.includes(part)),
    );
  };
  expect(await loads('first')).toEqual(['net/kept-pair', 'net/mint', '/selfsigned/']);
  expect(await loads('second')).toEqual(['net/kept-pair']);
});

test('a run without TLS leaves the cache directory untouched', async () => {
  const cache = await useCacheDirectory();
  const { emulator } = await start();
  const client = await connect(emulator.url);
  client.send('hello');
  expect(await client.next()).toBe('hello');
  await emulator.close();
  expect(existsSync(cache)).toBe(false);
});

test('keys are readable by their owner alone', async () => {
  const cache = await useCacheDirectory();
  await speakTls();
  const modes = await Promise.all(
    (await readdir(cache)).map(async (name) => [
      name,
      ((await stat(join(cache, name))).mode & 0o777).toString(8),
    ]),
  );
  expect(Object.fromEntries(modes)).toMatchObject({ 'ca-key.pem': '600', 'ca.pem': '644' });
  expect(modes.filter(([name]) => String(name).startsWith('leaf-')).map(([, mode]) => mode)).toEqual(['600']);
});

test('ca.pem is the certificate without its key', async () => {
  const cache = await useCacheDirectory();
  const ca = await speakTls();
  const text = await readFile(join(cache, 'ca.pem'), 'utf8');
  expect(text).toBe(ca);
  expect(text).not.toContain('PRIVATE KEY');
  expect(new X509Certificate(text).ca).toBe(true);
});

test('the authority and its certificates are kept from run to run', async () => {
  const cache = await useCacheDirectory();
  const first = await speakTls();
  const files = await readdir(cache);
  expect(await speakTls()).toBe(first);
  expect(await readdir(cache)).toEqual(files);
});

test.each([
  ['nothing', () => ''],
  ['garbage', () => 'not a certificate'],
  ['half of a file', (text: string) => text.slice(0, text.length / 2)],
  [
    'a key that is none',
    (text: string) => text.replace(/(BEGIN PRIVATE KEY-----)\s+\S{40}/, `$1\n${'A'.repeat(40)}`),
  ],
])('an authority file that holds %s is replaced', async (_name, damage) => {
  const cache = await useCacheDirectory();
  const first = await speakTls();
  const file = join(cache, 'ca-key.pem');
  await writeFile(file, damage(await readFile(file, 'utf8')));
  const second = await speakTls();
  expect(second).not.toBe(first);
  expect(await readFile(join(cache, 'ca.pem'), 'utf8')).toBe(second);
});

test('a damaged certificate is replaced, and the authority stays', async () => {
  const cache = await useCacheDirectory();
  const first = await speakTls();
  for (const name of await readdir(cache))
    if (name.startsWith('leaf-')) await writeFile(join(cache, name), 'x');
  expect(await speakTls()).toBe(first);
});

test('an authority that has expired is replaced', async () => {
  const cache = await useCacheDirectory();
  const past = (days: number) => new Date(Date.now() - days * 24 * 60 * 60 * 1000);
  const expired = await generate([{ name: 'commonName', value: 'old' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: past(20),
    notAfterDate: past(10),
    extensions: [{ name: 'basicConstraints', cA: true, critical: true }],
  });
  await mkdir(cache, { recursive: true });
  await writeFile(join(cache, 'ca-key.pem'), `${expired.private}\n${expired.cert}`);
  expect((await speakTls()).trim()).not.toBe(expired.cert.trim());
});

const AGREE = `
import { readFile } from 'node:fs/promises';
import { startEmulator } from 'apigateway-websocket-emulator';
const [, cwd] = process.argv;
const emulators = await Promise.all([1, 2, 3].map(() => startEmulator({ cwd, port: 0 })));
const authorities = await Promise.all(
  emulators.map(async ({ apis }) => (await fetch(\`http://localhost:\${apis[0].port}/_emulator/ca.pem\`)).text()),
);
await Promise.all(emulators.map((emulator) => emulator.close()));
process.stdout.write(JSON.stringify(authorities));
`;

test.each(['no authority', 'a damaged one'])(
  'emulators that find %s at the same time agree on a new one',
  async (what) => {
    const cache = await useCacheDirectory();
    await mkdir(cache, { recursive: true });
    if (what === 'a damaged one') await writeFile(join(cache, 'ca-key.pem'), 'damaged');
    const cwd = await useFiles({
      'emulator.config.json': {
        apis: { a: { routes: { $default: 'f' } } },
        functions: { f: { handler: 'f.handler' } },
      },
      'f.js': ECHO,
    });
    const outputs = await Promise.all([1, 2, 3].map(() => runScript(AGREE, [cwd])));
    const authorities = new Set(outputs.flatMap(({ stdout }) => JSON.parse(stdout) as string[]));
    expect(authorities.size).toBe(1);
    expect([...authorities][0]).toContain('BEGIN CERTIFICATE');
    expect((await readdir(cache)).filter((name) => !/^(ca|ca-key|leaf-\w+)\.pem$/.test(name))).toEqual([]);
  },
);

test('a cache directory that cannot be used is named, with the variable that chooses another', async () => {
  const folder = await useFiles({ file: 'in the way' });
  const cache = await useCacheDirectory(join(folder, 'file', 'cache'));
  const { emulator, port } = await start();
  const answer = await ask(`http://localhost:${port}/_emulator/ca.pem`);
  expect(answer.status).toBe(500);
  const { message } = JSON.parse(answer.body) as { message: string };
  expect(message).toContain(cache);
  expect(message).toContain('EMULATOR_CACHE_DIR');

  await expect(ask(`https://localhost:${port}/dev`)).rejects.toThrow();
  const told = await emulator.facts.next('notice');
  expect(told.message).toBe(message);
  // What needs no certificate goes on.
  const client = await connect(emulator.url);
  client.send('hello');
  expect(await client.next()).toBe('hello');
});

test('once the cache directory can be used, TLS works without a new start', async () => {
  const folder = await useFiles({ file: 'in the way' });
  await useCacheDirectory(join(folder, 'file'));
  const { port } = await start();
  expect((await ask(`http://localhost:${port}/_emulator/ca.pem`)).status).toBe(500);
  await rm(join(folder, 'file'));
  const ca = await authorityOf({ port });
  expect((await ask(`https://localhost:${port}/dev`, { ca })).status).toBe(426);
});

test('a cache that is there and may only be read is enough', async () => {
  const cache = await useCacheDirectory();
  const first = await speakTls();
  await chmod(cache, 0o500);
  try {
    expect(await speakTls()).toBe(first);
  } finally {
    await chmod(cache, 0o700);
  }
});
