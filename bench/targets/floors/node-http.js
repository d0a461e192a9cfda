// `ws` and the POST over node:http, without SDK: what a gateway costs when the handler costs nothing.
import { Agent, request } from 'node:http';
import { startGateway } from './gateway.js';

const agent = new Agent({ keepAlive: true });

startGateway((endpoint) => (_name, { body, requestContext: { connectionId } }) => {
  return new Promise((resolve, reject) => {
    const headers = { 'content-length': Buffer.byteLength(body) };
    const post = request(`${endpoint}/@connections/${connectionId}`, { method: 'POST', agent, headers });
    post.on('response', (response) => response.resume().on('end', resolve));
    post.on('error', reject);
    post.end(body);
  });
});
