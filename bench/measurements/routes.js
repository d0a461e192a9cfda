// Routes on which nothing is done, two-way: what is left is the emulator's own cost, with a thread and without.
import { MOCK_ANSWER, MOCK_MESSAGE, NOOP_MESSAGE } from './messages.js';
import { measureThroughput, throughputFigures } from './throughput.js';

const kinds = {
  'no-op': { needs: 'noop', loop: () => ({ message: NOOP_MESSAGE }) },
  MOCK: {
    needs: 'mock',
    // A bare server sends back what came.
    loop: ({ name }) => ({ message: MOCK_MESSAGE, answer: name === 'bare ws' ? MOCK_MESSAGE : MOCK_ANSWER }),
  },
};

/** Of what is done without the SDK. */
const OPTIMISED = { messages: 20_000, seconds: 8 };

export const routes = {
  name: 'routes',
  title: 'Routes without SDK',
  figures: throughputFigures,
  main: 'rate',
  cases: ({ quick }) =>
    Object.entries(kinds).flatMap(([kind, { needs }]) =>
      (quick ? [50] : [1, 50, 500]).map((connections) => ({
        name: `${kind}, ${connections === 1 ? '1 connection' : `${connections} connections`}`,
        kind,
        needs,
        connections,
      })),
    ),
  measure: (context) => measureThroughput(context, kinds[context.kase.kind].loop(context.target), OPTIMISED),
};
