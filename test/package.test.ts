/** What is published is all that runs: the files of the package alone, in a project that uses every entry. */
import { execFile } from 'node:child_process';
import { cp, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { useFiles, useFolder } from './support/project.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** Its packages are those of the repository. */
async function usePackage(): Promise<string> {
  const folder = await useFolder();
  const args = ['pack', '--dry-run', '--ignore-scripts', '--json'];
  const { stdout } = await promisify(execFile)('npm', args, {
    cwd: repository,
    shell: process.platform === 'win32',
  });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  await Promise.all(files.map(({ path }) => cp(join(repository, path), join(folder, path))));
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return folder;
}

/** A TypeScript module that imports the SDK, which it does not have, and starts a thread. */
const HANDLER = `
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';

export const handler = async (): Promise<unknown> => {
  const { TableNames } = await new DynamoDBClient({}).send(new ListTablesCommand({}));
  const thread = new Worker('require("node:worker_threads").parentPort.postMessage(process.cwd())', { eval: true });
  const [folder] = await once(thread, 'message');
  return { TableNames, isInCode: folder === process.env.LAMBDA_TASK_ROOT };
};`;

const CONFIG = `
import { defineConfig } from 'apigateway-websocket-emulator';
export default defineConfig({
  apis: { test: { routes: { $default: 'go' } } },
  functions: { go: { handler: 'go.handler', isolation: process.env.ISOLATION } },
  tables: { things: { partitionKey: 'id' } },
});`;

test('functions in a thread and in a process, and one copy of each module', async () => {
  const emulator = await usePackage();
  const cwd = await useFiles({ 'emulator.config.ts': CONFIG, 'go.mts': HANDLER, 'event.json': {} });
  const run = async (args: readonly string[], ISOLATION = 'thread') => {
    const env = { ...process.env, ISOLATION };
    return (await promisify(execFile)(process.execPath, args, { cwd, env })).stdout;
  };
  const invoke = [join(emulator, 'bin/emulator.js'), 'invoke', 'go', '--event', 'event.json'];
  for (const isolation of ['thread', 'process']) {
    expect(JSON.parse(await run(invoke, isolation))).toEqual({ TableNames: ['things'], isInCode: true });
  }

  const urlOf = (file: string) => JSON.stringify(pathToFileURL(join(emulator, 'dist', file)));
  const code = `
    import { EmulatorError } from ${urlOf('index.js')};
    import { startEmulator } from ${urlOf('testing/index.js')};
    const failed = await startEmulator({ cwd: '/nowhere' }).catch((error) => error);
    console.log(failed instanceof EmulatorError);`;
  expect(await run(['--input-type=module', '-e', code])).toBe('true\n');
}, 120_000);

/** V8 ends the process when such a thread is ended in the moment in which the outer module goes on (Node 22, 24). */
test('what a thread runs first has no static import of what awaits at its top', async () => {
  for (const entry of ['lambda/runtime/main.js', 'dynamodb/engine-thread.js', 'cli/inspector-thread.js']) {
    expect(await readFile(join(repository, 'dist', entry), 'utf8')).toMatch(/^await import\('[^']+'\);\n$/);
  }
});
