// The worker floor: its thread gets each message as it comes, and overlaps them in one event loop. Actions that begin
// with "cold" have a new thread for each message.
import { startGateway } from './gateway.js';
import { invokeOnce, startThread } from './thread.js';

startGateway((endpoint) => {
  const invoke = startThread(endpoint);
  return (name, event) =>
    name.startsWith('cold') ? invokeOnce(endpoint, 'echo', event) : invoke(name, event);
});
