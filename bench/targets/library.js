// The emulator as tests have it: `startEmulator` in a process of its own, no command line, nobody reading the journal.
import { startEmulator } from '../../dist/index.js';

const emulator = await startEmulator({ config: `${process.env.BENCH_PROJECT}.config.json`, port: 0 });
console.log(emulator.url);
process.on('SIGTERM', async () => {
  await emulator.close();
  process.exit();
});
