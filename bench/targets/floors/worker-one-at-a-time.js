// The worker floor as Lambda has it: an execution environment gets the next message when the result of the last has
// come back. There is one of them.
import { startGateway } from './gateway.js';
import { startThread } from './thread.js';

startGateway((endpoint) => {
  const invoke = startThread(endpoint);
  const waiting = [];
  let busy = false;
  const next = async () => {
    const message = waiting.shift();
    busy = message !== undefined;
    if (!busy) return;
    message.resolve(await invoke(message.name, message.event));
    next();
  };
  return (name, event) =>
    new Promise((resolve) => {
      waiting.push({ name, event, resolve });
      if (!busy) next();
    });
});
