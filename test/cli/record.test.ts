/** `emulator record` and `start --record`, as users run them. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useCommand } from '../support/process.ts';
import { useProject } from '../support/project.ts';

const ECHO = 'exports.handler = async ({ body }) => ({ statusCode: 200, body });';

async function useEcho(): Promise<string> {
  return useProject({ routes: { $default: ECHO }, twoWay: ['$default'] });
}

describe('session.recorded: on the command line', () => {
  test.each([
    ['record', 'talk/chat.session.yaml'],
    ['start', '--record', 'talk/chat.session.yaml'],
  ])('session.recorded: %s %s', async (...args) => {
    const cwd = await useEcho();
    const command = useCommand([...args, '--port', '0'], { cwd });
    const [, url = ''] = await command.until(/WebSocket +(ws:\S+)/);
    await command.until(/ready in/);
    const client = await connect(`${url}?token=s3cret`);
    client.send('hello');
    await client.next();
    command.child.kill('SIGINT');
    const { code, stdout } = await command.ended;
    expect(code).toBe(0);
    expect(stdout).toContain(`
recorded 1 client, 3 steps: talk/chat.session.yaml
  note  Secrets are not in the file; a replay takes them from the environment.
Replay it: CLIENT1_TOKEN=… npx emulator replay talk/chat.session.yaml
closing the connections (Ctrl-C again stops at once)
`);
    const written = await readFile(join(cwd, 'talk/chat.session.yaml'), 'utf8');
    // On a busy machine the client seems to pause.
    expect(
      written.replaceAll(/^ +(?:after|within): \w+\n/gm, ''),
    ).toBe(`# yaml-language-server: $schema=../node_modules/apigateway-websocket-emulator/session.schema.json
version: 1
steps:
  - connect: client1
    query: { token: '{{env:CLIENT1_TOKEN}}' }
  - send: client1
    message: hello
  - receive: client1
    message: hello
`);
  });

  test('session.recorded: nobody came', async () => {
    const cwd = await useEcho();
    const command = useCommand(['record', '--port', '0'], { cwd });
    await command.until(/ready in/);
    command.child.kill('SIGINT');
    const { code, stdout } = await command.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('nothing was recorded, for no client came; no file is written\n');
    await expect(readFile(join(cwd, 'recorded.session.yaml'))).rejects.toThrow('ENOENT');
  });

  test('session.recorded: a file that is there, and one that is none', async () => {
    const cwd = await useEcho();
    await writeFile(join(cwd, 'recorded.session.yaml'), 'mine');
    const there = await useCommand(['start', '--record', '--port', '0'], { cwd }).ended;
    expect(there).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'recorded.session.yaml is there already. Name another file, or write over it: --force\n',
    });
    const none = await useCommand(['record', 'chat.txt'], { cwd }).ended;
    expect(none.code).toBe(1);
    expect(none.stderr).toContain('It is a file such as chat.session.yaml, .yml or .json.');
  });

  test('session.recorded: for machines', async () => {
    const cwd = await useEcho();
    const command = useCommand(['record', 'a.yml', '--port', '0', '--log-format', 'json', '--force'], {
      cwd,
    });
    const [, url = ''] = await command.until(/"url":"(ws:[^"]+)"/);
    await connect(url);
    await command.until(/"connection.opened"/);
    command.child.kill('SIGTERM');
    const { stdout } = await command.ended;
    const facts = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly type: string });
    expect(facts.find(({ type }) => type === 'recorded')).toEqual({
      type: 'recorded',
      at: expect.any(Number),
      file: 'a.yml',
      clients: 1,
      steps: 1,
      variables: [],
      notes: [],
    });
  });
});
