/**
 * Environments that are ended while their code loads. V8 of Node 22 and 24 ends the whole process when that hits a
 * module in the moment in which it runs, if it has a static import of one with a top-level await.
 */
import { expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';

const SETTINGS = `
  await new Promise((resolve) => setTimeout(resolve, 1));
  export const answer = 'loaded';`;

/** Runs for a while, after what it has imported. */
const HANDLER = `
  import { answer } from './settings.mjs';
  console.log('running');
  const end = Date.now() + 300;
  while (Date.now() < end);
  export const handler = async () => ({ body: answer });`;

/** The emulator is closed while this handler's module runs, and has no environment left. */
async function closeWhileRunning(handler: string): Promise<void> {
  const routes = { go: handler };
  const files = { 'settings.mjs': SETTINGS };
  const emulator = await useSmallEmulator({ routes, twoWay: ['go'], extension: 'mjs', files });
  const client = await connect(emulator.url);
  client.send({ action: 'go' });
  await emulator.facts.next('function.log', ({ line }) => line.includes('running'));
  await emulator.close();
  expect(emulator.facts.of('environment.ended')).toHaveLength(1);
}

test('lambda.handler-esm: the emulator is closed while a module runs that waited for another', async () => {
  await closeWhileRunning(HANDLER);
});

test('lambda.handler-esm: it does not wait for one that runs for ever', async () => {
  await closeWhileRunning('console.log("running"); while (true);');
});
