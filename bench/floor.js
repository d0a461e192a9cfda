// The floor that everything is compared with: an echo server of the WebSocket library alone.
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => {
  process.stdout.write(`${JSON.stringify({ url: `ws://127.0.0.1:${server.address().port}` })}\n`);
});
server.on('connection', (socket) => socket.on('message', (data) => socket.send(String(data))));
