// The load generator, a process of its own: does what it is told over IPC, one command at a time, and keeps the
// connections in between. Commands other than the main ones are loaded when they are first asked for.
import { ask, broadcast, volley } from './ask.js';
import { closedLoop } from './closed-loop.js';
import { drop, open } from './open.js';

const commands = {
  open,
  drop,
  ask,
  volley,
  broadcast,
  closedLoop,
  posts: async (...args) => (await import('./posts.js')).posts(...args),
  dynamodb: async (...args) => (await import('./dynamodb.js')).dynamodb(...args),
};

const clients = [];

process.on('message', async ({ id, command, options }) => {
  try {
    process.send({ id, result: await commands[command](clients, options) });
  } catch (error) {
    process.send({ id, error: error.message });
  }
});
process.on('disconnect', () => process.exit());
process.send('ready');
