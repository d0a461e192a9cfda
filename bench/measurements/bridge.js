// One post of a handler to its own connection: over https to the AWS host, which the bridge leads to the emulator,
// beside plain http to the emulator's own port.
export const bridge = {
  name: 'bridge',
  title: 'The bridge: posts one after another',
  needs: 'bridge',
  figures: {
    https: { label: 'https to AWS, ms', digits: 2 },
    http: { label: 'plain http, ms', digits: 2 },
    ratio: { label: 'ratio', digits: 2 },
  },
  main: 'https',
  cases: () => [
    { name: 'SDK v3', sdk: 'v3' },
    { name: 'SDK v2', sdk: 'v2' },
  ],
  async measure({ target, kase: { sdk }, quick, stage }) {
    const load = await stage.load();
    const { url } = await stage.start(target);
    await load.run('open', { url, connections: 1 });
    const ask = async (way, times) => {
      const message = JSON.stringify({ action: 'posts', sdk, times, ...way });
      const { answer } = await load.run('ask', { message, beginning: '{"ms"' });
      return JSON.parse(answer).ms;
    };
    const ways = { https: {}, http: { url: url.replace('ws:', 'http:') } };
    // In turns, for V8 makes whatever comes later quicker.
    const spent = { https: 0, http: 0 };
    const [turns, times] = quick ? [2, 50] : [5, 200];
    for (const way of Object.values(ways)) await ask(way, 2 * times);
    for (let turn = 0; turn < turns; turn++) {
      for (const [name, way] of Object.entries(ways)) spent[name] += (await ask(way, times)) / turns;
    }
    return { ...spent, ratio: spent.https / spent.http };
  },
};
