/** The {@link Link} of an environment that is a thread of the emulator's process. */
import { getHeapStatistics } from 'node:v8';
import type { MessagePort } from 'node:worker_threads';
import { lineSent } from '../backlog.ts';
import { askAuthority } from '../bridge/authority.ts';
import type { EnvironmentData, Invoke } from '../protocol.ts';
import type { Link } from './link.ts';

export function threadLink(port: MessagePort, settings: EnvironmentData): Link {
  return {
    settings,
    ownsProcess: false,
    send(message) {
      if (message.type === 'log') lineSent(settings.backlog);
      port.postMessage(message);
    },
    code: () => new Promise((resolve) => port.once('message', resolve)),
    listen: (take) => void port.on('message', (invoke: Invoke) => take(invoke)),
    working(isWorking) {
      if (isWorking) port.unref();
      else port.ref();
    },
    authority: () => askAuthority((request) => port.postMessage(request, [request.reply])),
    /** The process's resident size would count everybody's. */
    memoryBytes() {
      const { used_heap_size, external_memory } = getHeapStatistics();
      return used_heap_size + external_memory;
    },
  };
}
