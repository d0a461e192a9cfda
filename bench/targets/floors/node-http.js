// `ws` and the POST over node:http, without SDK: what a gateway costs when the handler costs nothing.
import { Agent, request } from 'node:http';
import { startGateway } from './gateway.js';

/**
 * As many sockets as the SDK's own agent has. Without a limit thousands of messages open as many at once, to a server in
 * the same thread that cannot accept them meanwhile: its backlog is full, and the kernel resets what it had no room for.
 */
const agent = new Agent({ keepAlive: true, maxSockets: 50 });

startGateway((endpoint) => (_name, { body, requestContext: { connectionId } }) => {
  return new Promise((resolve, reject) => {
    const headers = { 'content-length': Buffer.byteLength(body) };
    const post = request(`${endpoint}/@connections/${connectionId}`, { method: 'POST', agent, headers });
    post.on('response', (response) => response.resume().on('end', resolve));
    post.on('error', reject);
    post.end(body);
  });
});
