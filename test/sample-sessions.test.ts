/** The sample application, held by its own sessions and event cases, played as its users do. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { replayIn } from './support/replay.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));

test('every session of the sample passes', async () => {
  const { code, stderr, results, notPlayed } = await replayIn(repository, [
    'fixtures/sessions',
    '--parallel',
    '2',
    '--within',
    '60s',
  ]);
  expect({
    code,
    stderr,
    notPlayed,
    failures: results.filter(({ failure }) => failure !== undefined),
  }).toEqual({
    code: 0,
    stderr: '',
    notPlayed: 0,
    failures: [],
  });
  expect(results.map(({ name }) => name).sort()).toEqual([
    'broadcast',
    'connections-api',
    'gone-connection',
    'idle',
    'not-valid',
    'second-api',
  ]);
});

test('every event case of the sample passes', async () => {
  const { code, results } = await replayIn(repository, ['--events', 'fixtures/events']);
  expect({ code, failures: results.filter(({ failure }) => failure !== undefined) }).toEqual({
    code: 0,
    failures: [],
  });
  expect(results.length).toBeGreaterThan(4);
});
