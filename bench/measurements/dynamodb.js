// One DynamoDB operation of a handler, by the SDK: by the endpoint that its environment names, straight to the engine;
// by the AWS host, over TLS, through the bridge; and, as the floor, from a process to dynalite in another.
export const dynamodb = {
  name: 'dynamodb',
  title: 'DynamoDB operations, one after another',
  needs: 'dynamodb',
  figures: {
    straight: { label: 'straight, ms', digits: 2 },
    bridge: { label: 'bridge, ms', digits: 2 },
    floor: { label: 'dynalite alone, ms', digits: 2 },
    bridgeRatio: { label: 'bridge : straight', digits: 2 },
    floorRatio: { label: 'straight : dynalite', digits: 2 },
  },
  main: 'straight',
  cases: () => ['put', 'get'].map((operation) => ({ name: operation, operation })),
  async measure({ target, kase: { operation }, quick, stage }) {
    const load = await stage.load();
    const url = await stage.dynamodb();
    const started = await stage.start(target, 'chat');
    await load.run('open', { url: started.url, connections: 1 });
    const ask = async (options) => {
      const message = JSON.stringify({ action: 'dynamodb', ...options });
      const { answer } = await load.run('ask', { message, beginning: '{"put"' });
      return JSON.parse(answer)[operation];
    };
    const ways = {
      straight: (times) => ask({ times }),
      bridge: (times) => ask({ times, url: 'https://dynamodb.us-east-1.amazonaws.com' }),
      floor: async (times) => (await load.run('dynamodb', { url, times }))[operation],
    };
    const found = {};
    for (const [name, way] of Object.entries(ways)) {
      await way(quick ? 30 : 300);
      found[name] = await way(quick ? 50 : 500);
    }
    const { straight, bridge, floor } = found;
    return { straight, bridge, floor, bridgeRatio: bridge / straight, floorRatio: straight / floor };
  },
};
