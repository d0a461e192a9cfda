// `@connections` without the SDK: signed POSTs by node:http, beside an endpoint of node:http that checks nothing.
import { LOCAL_ACCESS_KEY, localSecretOf } from '../../dist/lambda/environment-variables.js';

/** Those that functions have, so that the emulator compares the signature, as it does for a handler. */
const credentials = {
  accessKeyId: LOCAL_ACCESS_KEY,
  secretAccessKey: localSecretOf(LOCAL_ACCESS_KEY),
  sessionToken: 'emulator-session-token',
};

export const posts = {
  name: 'posts',
  title: 'POST @connections by node:http',
  needs: 'posts',
  figures: {
    rate: { label: 'POST/s', digits: 0, more: true },
    each: { label: 'ms each', digits: 3 },
    cpu: { label: 'CPU ms each', digits: 3 },
  },
  main: 'each',
  cases: () => [
    { name: 'one after another', parallel: 1 },
    { name: '50 at a time', parallel: 50 },
  ],
  async measure({ target, kase: { parallel }, quick, stage }) {
    const load = await stage.load();
    const started = await stage.start(target);
    const posting = { ...(await openPosting(load, started.url)), parallel };
    const [warmUp, seconds] = quick ? [0.3, 0.5] : [2, 4];
    await load.run('posts', { ...posting, seconds: warmUp });
    const before = started.usage();
    const { rate, posted } = await load.run('posts', { ...posting, seconds });
    const after = started.usage();
    const cpu = before === undefined ? {} : { cpu: ((after.cpu - before.cpu) * 1000) / posted };
    return { rate, each: 1000 / rate, ...cpu };
  },
};

/** @returns where to post to a connection that has been opened, and as whom. */
export async function openPosting(load, url) {
  await load.run('open', { url, connections: 1 });
  const { answer } = await load.run('ask', { message: '{"action":"whoami"}' });
  const id = encodeURIComponent(JSON.parse(answer).connectionId);
  return { url: `${url.replace('ws:', 'http:')}/@connections/${id}`, credentials };
}
