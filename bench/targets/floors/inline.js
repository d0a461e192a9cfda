// `ws`, node:http and the handler in the same thread: nothing is isolated, nothing crosses a thread.
import { startGateway } from './gateway.js';
import { invokeHandler, preload } from './handlers.js';

preload();
startGateway((endpoint) => {
  process.env.ENDPOINT = endpoint;
  return invokeHandler;
});
