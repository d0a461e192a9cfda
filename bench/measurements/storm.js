// Everybody comes at once, and everybody is gone at once: a deploy, or the lid of a laptop. `$connect` and
// `$disconnect` write to the table, which tells whether each of them has run.
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { watchPeak } from '../harness/peak.js';
import { pause } from '../harness/stage.js';

const EVERY_MS = 20;
/** What has not run by then does not. */
const LONGEST_MS = 15_000;

export const storm = {
  name: 'storm',
  title: 'Storms, with $connect and $disconnect writing to DynamoDB',
  needs: 'storm',
  figures: {
    settled: { label: 'settled, ms', digits: 0 },
    growth: { label: 'MB more at the peak', digits: 0 },
    threads: { label: 'threads at the peak', digits: 0 },
    missing: { label: 'not run', digits: 0, unlessZero: true },
  },
  main: 'settled',
  cases: ({ quick }) => [
    { name: `${quick ? 100 : '1,000'} connect`, connections: quick ? 100 : 1000 },
    ...(quick ? [50] : [200, 1000]).map((connections) => ({
      name: `${connections.toLocaleString('en')} drop`,
      connections,
      drop: true,
    })),
  ],
  async measure({ kase, target, quick, stage }) {
    const load = await stage.load();
    const started = await stage.start(target, 'chat');
    const items = countItems(started.dynamodb);
    const { connections } = kase;
    const connect = async (count, parallel) => {
      const startedAt = performance.now();
      const { failed, reason } = await load.run('open', { url: started.url, connections: count, parallel });
      if (failed > 0) throw new Error(`${failed} refused: ${reason}`);
      return reach(items, count, startedAt);
    };
    const drop = async () => {
      const startedAt = performance.now();
      await load.run('drop');
      return reach(items, 0, startedAt);
    };
    if (kase.drop) {
      // The first $disconnect of all loads the SDK, which is measured elsewhere.
      await connect(1, 1);
      await drop();
      await connect(connections, 20);
      await pause(quick ? 200 : 2000);
    }
    const { result, before, peak } = await watchPeak(started.pid, () =>
      kase.drop ? drop() : connect(connections, connections),
    );
    const used = before === undefined ? {} : { growth: (peak.kB - before.kB) / 1024, threads: peak.threads };
    return { settled: result.ms, ...used, missing: result.missing };
  },
};

/** Until the table has so many items. */
async function reach(items, wanted, startedAt) {
  let missing = Math.abs((await items()) - wanted);
  while (missing > 0 && performance.now() - startedAt < LONGEST_MS) {
    await pause(EVERY_MS);
    missing = Math.abs((await items()) - wanted);
  }
  return { ms: performance.now() - startedAt, missing };
}

function countItems(endpoint) {
  const client = new DynamoDBClient({ endpoint });
  return async () => {
    const { Count } = await client.send(new ScanCommand({ TableName: 'connections', Select: 'COUNT' }));
    return Count;
  };
}
