/** The {@link Link} of an environment that is a thread of the emulator's process. */
import { getHeapStatistics } from 'node:v8';
import type { MessagePort } from 'node:worker_threads';
import { lineSent } from '../backlog.ts';
import { askAuthority } from '../bridge/authority.ts';
import type { EnvironmentData, HandlerCode, Invoke, ToThread } from '../protocol.ts';
import type { Link } from './link.ts';

// Kept, for a test in the user's code may replace the one in `process`.
const { exit } = process;

export function threadLink(port: MessagePort, settings: EnvironmentData): Link {
  let takeCode: (code: HandlerCode) => void = () => {};
  let takeInvoke: (invoke: Invoke) => void = () => {};
  const code = new Promise<HandlerCode>((resolve) => {
    takeCode = resolve;
  });
  port.on('message', (message: ToThread) => {
    if (!('type' in message)) takeInvoke(message);
    else if (message.type === 'code') takeCode(message);
    else leave();
  });
  // While the handler loads, what it waits for is its own.
  port.unref();
  return {
    settings,
    ownsProcess: false,
    send(message) {
      if (message.type === 'log') lineSent(settings.backlog);
      port.postMessage(message);
    },
    code() {
      port.ref();
      return code.finally(() => port.unref());
    },
    listen(take) {
      takeInvoke = take;
      port.ref();
    },
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

/** As if it were ended from outside: the function's code hears nothing of it. */
function leave(): void {
  process.removeAllListeners('exit');
  exit();
}
