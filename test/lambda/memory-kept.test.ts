/** In a process of its own: of what others have asked for and freed the system tells when it likes. */
import { expect, test } from 'vitest';
import { connect } from '../support/client.ts';
import { useSmallEmulator } from '../support/emulator.ts';
import { useGate } from '../support/gate.ts';

test('lambda.out-of-memory: what the emulator’s own thread keeps meanwhile is not the function’s', async () => {
  const gate = await useGate();
  const emulator = await useSmallEmulator({
    routes: {
      go: `exports.handler = async () => {
        await ${gate.wait};
        await new Promise((done) => setTimeout(done, 500));
        return { body: 'alive' };
      };`,
    },
    twoWay: ['go'],
    fn: { timeout: 60 },
  });
  const client = await connect(emulator.url);
  client.send({ action: 'go' });
  await gate.reached(1);
  const kept = Buffer.alloc(1e9, 1);
  gate.open();
  expect(await client.next()).toBe('alive');
  expect(kept.at(-1)).toBe(1);
});
