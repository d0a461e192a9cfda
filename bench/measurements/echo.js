// The echo through postToConnection: the way of a message and back, the handler's SDK included.
import { ECHO_MESSAGE } from './messages.js';
import { measureThroughput, throughputFigures } from './throughput.js';

/**
 * V8 optimises what of the SDK a message goes through after a thousand and more of them, in each thread anew: of those
 * that are measured too early, each costs several times as much. By messages, so that a slow target has seen as many.
 */
const OPTIMISED = { messages: 10_000, seconds: 25 };

export const echo = {
  name: 'echo',
  title: 'Echo through postToConnection',
  needs: 'echo',
  figures: throughputFigures,
  main: 'rate',
  cases: ({ quick }) =>
    (quick ? [1, 50] : [1, 50, 500, 5000]).map((connections) => ({
      name: connections === 1 ? '1 connection' : `${connections} connections`,
      connections,
    })),
  measure: (context) => measureThroughput(context, { message: ECHO_MESSAGE }, OPTIMISED),
};
