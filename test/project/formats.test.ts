/** One chat, defined in every format that is read: it is the same project, and behaves the same. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Project } from '../../src/project/model.ts';
import { connect } from '../support/client.ts';
import { useEmulator } from '../support/emulator.ts';
import { readNamed } from './read-project.ts';

const chat = fileURLToPath(new URL('../projects/chat', import.meta.url));

const FORMATS: Readonly<Record<string, string>> = {
  'AWS SAM': 'sam.yaml',
  CloudFormation: 'cloudformation.json',
  'AWS CDK': 'cdk.out',
  'Serverless Framework': 'serverless.yml',
  'Serverless Framework in TypeScript': 'serverless.ts',
};

/**
 * What formats differ in by their nature: files, ids that AWS would make, what a template calls its resources and gives
 * out, which folder a handler's path begins in, where in the file each part is.
 */
function essence({
  apis,
  functions,
  tables,
  root,
  format,
  file,
  sources,
  outputs,
  notices,
  ...project
}: Project): unknown {
  const alike = {
    ...project,
    apis: apis.map(({ apiId, domainName, ...api }) => ({
      ...api,
      domainName: domainName.replace(apiId, '{apiId}'),
      routes: [...api.routes].sort((a, b) => a.routeKey.localeCompare(b.routeKey)),
    })),
    functions: functions
      .map(({ logicalId, codeUri, handler, ...fn }) => ({ ...fn, code: join(codeUri, handler) }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    tables: tables.map(({ logicalId, ...table }) => table),
  };
  return JSON.parse(JSON.stringify(alike, (key, value) => (key === 'path' ? undefined : value)));
}

interface Essence {
  readonly apis: unknown;
  readonly functions: readonly Readonly<Record<string, unknown>>[];
}

describe.each(Object.entries(FORMATS))('%s', (format, file) => {
  test('is the project that our own format says', async () => {
    const expected = await readNamed(chat, 'emulator.config.json');
    const project = await readNamed(chat, file);
    expect(project.format).toBe(format.replace(' in TypeScript', ''));
    expect(project.notices).toEqual([]);
    expect(essence(project)).toEqual(essence(expected));
  });

  test('passes a conversation', async () => {
    const emulator = await useEmulator({ cwd: chat, config: file });
    const [alice, bob] = [await connect(emulator.url), await connect(emulator.url)];
    alice.send({ action: 'sendmessage', data: 'hello' });
    expect(await alice.next()).toBe('hello');
    expect(await bob.next()).toBe('hello');
    bob.close(1000);
    await emulator.facts.next('invocation.ended', (fact) => fact.function === 'disconnect');
    alice.send({ action: 'sendmessage', data: 'alone' });
    expect(await alice.next()).toBe('alone');
  });
});

test('a folder of handlers is the same API with the same functions; it can say nothing of tables', async () => {
  const parts = async (file: string) => {
    const { apis, functions } = essence(await readNamed(chat, file)) as Essence;
    return { apis, functions: functions.map(({ name, code, runtime }) => ({ name, code, runtime })) };
  };
  expect(await parts('handlers')).toEqual(await parts('emulator.config.json'));
});
