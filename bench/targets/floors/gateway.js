// What the floors have in common, and as little of API Gateway as anybody could do with: `ws`, events with the fields
// that the handlers read, and POST /@connections/{id} on node:http. Nothing is checked, logged or isolated.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

/** @param createInvoke - called with the URL of `@connections`; gives `invoke(handlerName, event)`. */
export function startGateway(createInvoke) {
  const sockets = new Map();
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const socket = sockets.get(decodeURIComponent(request.url.slice(request.url.lastIndexOf('/') + 1)));
      socket?.send(Buffer.concat(chunks).toString());
      response.writeHead(socket === undefined ? 410 : 200).end();
    });
  });
  const gateway = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  let invoke;
  const told = process.env.BENCH_PROJECT === 'chat';
  server.on('upgrade', async (request, netSocket, head) => {
    const connectionId = randomUUID();
    const eventOf = (body) => ({ body, requestContext: { connectionId, domainName: '', stage: '' } });
    if (told) await invoke('connect', eventOf());
    gateway.handleUpgrade(request, netSocket, head, (socket) => {
      sockets.set(connectionId, socket);
      socket.on('message', async (data) => {
        const body = String(data);
        const { action } = JSON.parse(body);
        if (action === 'whoami') return socket.send(JSON.stringify({ connectionId }));
        const result = await invoke(action, eventOf(body));
        if (result?.body !== undefined) socket.send(result.body);
      });
      socket.on('close', () => {
        sockets.delete(connectionId);
        if (told) invoke('disconnect', eventOf());
      });
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    invoke = createInvoke(`http://127.0.0.1:${port}`);
    console.log(`ws://127.0.0.1:${port}`);
  });
}
