/** The app in `test/projects/cdk-chat`, run from its real assembly. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connect, refusal } from '../../support/client.ts';
import { useEmulator } from '../../support/emulator.ts';
import { useChat } from './apps.ts';

test('cdk.assembly: an app of several stacks, one of them nested, passes a conversation', async () => {
  const emulator = await useEmulator({ cwd: await useChat() });
  expect(emulator.project).toMatchObject({ format: 'AWS CDK', notices: [] });
  expect((await refusal(`${emulator.url}?token=stranger`)).status).toBe(403);

  const alice = await connect(`${emulator.url}?token=Alice`);
  expect(await alice.next()).toBe('Welcome, Alice');
  const bob = await connect(`${emulator.url}?token=Bob`);
  expect(await bob.next()).toBe('Welcome, Bob');

  alice.send({ action: 'send', text: 'hello' });
  expect(await alice.next()).toBe('told 1');
  expect(await bob.next()).toBe('Alice: hello');

  bob.close();
  const { line } = await emulator.facts.next('function.log', (fact) => fact.line.includes('Goodbye'));
  expect(line).toMatch(/Goodbye, \S+$/);
});

test('cdk.source: what is saved serves from the next message on', async () => {
  const cwd = await useChat();
  const emulator = await useEmulator({ cwd, watch: true });
  const [alice, bob] = [
    await connect(`${emulator.url}?token=Alice`),
    await connect(`${emulator.url}?token=Bob`),
  ];
  for (const client of [alice, bob]) await client.next();
  alice.send({ action: 'send', text: 'hello' });
  expect(await bob.next()).toBe('Alice: hello');

  const signed = 'export const signed = (text: string, name: string): string => `${name} says ${text}`;';
  await writeFile(join(cwd, 'lambda/signed.ts'), signed);
  await emulator.facts.next('function.reloaded', (fact) => fact.function.startsWith('Message'));
  alice.send({ action: 'send', text: 'hello' });
  expect(await bob.next()).toBe('Alice says hello');
});
