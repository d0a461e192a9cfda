// The load generator, a process of its own: does what it is told over IPC, one command at a time, and keeps the
// connections, and a loop that runs on them, in between. Commands other than the main ones are loaded when they are
// first asked for.
import { ask, broadcast, volley } from './ask.js';
import { ClosedLoop, closedLoop } from './closed-loop.js';
import { drop, open } from './open.js';

const commands = {
  open,
  drop,
  ask,
  volley,
  broadcast,
  closedLoop,
  startLoop(connected, options) {
    loop = new ClosedLoop(connected, options);
    return loop.measure(options);
  },
  measureLoop: (_connected, options) => loop.measure(options),
  posts: async (...args) => (await import('./posts.js')).posts(...args),
  dynamodb: async (...args) => (await import('./dynamodb.js')).dynamodb(...args),
};

const clients = [];
/** The one that `startLoop` has started. */
let loop;

process.on('message', async ({ id, command, options }) => {
  try {
    process.send({ id, result: await commands[command](clients, options) });
  } catch (error) {
    process.send({ id, error: error.message });
  }
});
process.on('disconnect', () => process.exit());
process.send('ready');
