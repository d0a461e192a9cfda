// The floor that everything is compared with: an echo server of the WebSocket library alone.
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false }, () => {
  console.log(`ws://127.0.0.1:${server.address().port}`);
});
server.on('connection', (socket) => socket.on('message', (data) => socket.send(String(data))));
