/** A debugger, as an editor is one: a client of Node's inspector that also debugs the threads. */
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { RunningProcess } from './process.ts';

/** A thread that stopped, and where. */
interface Stop {
  readonly url: string;
  /** From 0. */
  readonly line: number;
  resume(): void;
}

export interface DebuggerClient {
  /** The next stop that has not been taken yet. */
  stop(): Promise<Stop>;
  /** Lets the main thread go on, which waits for a debugger that says so. */
  go(): void;
  /** Ends its connection. Letting nothing go on: all at once, or in good order, as far as it goes. */
  leave(how?: 'in good order'): Promise<unknown>;
  readonly closed: Promise<unknown>;
}

interface Breakpoint {
  /** The end of the file's name. */
  readonly file: string;
  /** From 0. */
  readonly line: number;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params: {
    readonly sessionId: string;
    readonly message: string;
    readonly reason: string;
    readonly scriptId: string;
    readonly url: string;
    readonly callFrames: readonly {
      readonly location: { readonly scriptId: string; readonly lineNumber: number };
    }[];
  };
}

/** The first request of a debugger. */
const ENABLING = 1;

/** Where a process that runs says, on standard error, that its inspector listens. */
export async function inspectorUrlOf({ child }: RunningProcess): Promise<string> {
  let printed = '';
  for (;;) {
    const [url] = /ws:\/\/127\.0\.0\.1:\d+\/[\w-]{36}/.exec(printed) ?? [];
    if (url !== undefined) return url;
    const [text] = (await once(child.stderr as NodeJS.ReadableStream, 'data')) as [unknown];
    printed += String(text);
  }
}

/** Attaches to the process and to each of its threads, and sets the breakpoints in them before they run. */
export async function useDebugger(
  url: string,
  breakpoints: readonly Breakpoint[] = [],
): Promise<DebuggerClient> {
  const socket = new WebSocket(url);
  onTestFinished(() => socket.terminate());
  const closed = once(socket, 'close');
  await once(socket, 'open');
  let id = 0;
  const post = (method: string, params: object = {}) =>
    socket.send(JSON.stringify({ id: ++id, method, params }));
  const stops: Stop[] = [];
  const waiting: ((stop: Stop) => void)[] = [];
  const scripts = new Map<string, string>();
  const threads = new Set<string>();

  const hear = (sessionId: string, { method, params }: Message) => {
    const tell = (name: string, given: object = {}) =>
      post('NodeWorker.sendMessageToWorker', {
        sessionId,
        message: JSON.stringify({ id: ++id, method: name, params: given }),
      });
    if (method === undefined) {
      threads.add(sessionId);
      tell('Debugger.enable');
      for (const { file, line } of breakpoints) {
        tell('Debugger.setBreakpointByUrl', {
          lineNumber: line,
          urlRegex: `/${file.replaceAll('.', '\\.')}$`,
        });
      }
      tell('Runtime.runIfWaitingForDebugger');
    } else if (method === 'Debugger.scriptParsed') scripts.set(`${sessionId} ${params.scriptId}`, params.url);
    else if (method === 'Debugger.paused') {
      const resume = () => tell('Debugger.resume');
      // Every thread stops there for a debugger that wants to be asked before it runs.
      if (params.reason === 'Break on start') return resume();
      const { scriptId, lineNumber: line } = params.callFrames[0]?.location ?? {
        scriptId: '',
        lineNumber: -1,
      };
      const stop = { url: scripts.get(`${sessionId} ${scriptId}`) ?? '', line, resume };
      const next = waiting.shift();
      if (next === undefined) stops.push(stop);
      else next(stop);
    }
  };
  const enabled = new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      if ((JSON.parse(String(data)) as Message).id === ENABLING) resolve();
    });
  });
  socket.on('message', (data) => {
    const { method, params } = JSON.parse(String(data)) as Message;
    if (method === 'NodeWorker.attachedToWorker') hear(params.sessionId, { params } as Message);
    else if (method === 'NodeWorker.receivedMessageFromWorker') {
      const message = JSON.parse(params.message) as Message;
      if (message.method !== undefined) hear(params.sessionId, message);
    }
  });
  post('NodeWorker.enable', { waitForDebuggerOnStart: true });
  // Node 20 and 22 crash when a debugger leaves before it has been let in to the threads.
  await enabled;
  return {
    closed,
    leave(how) {
      if (how !== undefined) {
        for (const sessionId of threads) {
          const message = JSON.stringify({ id: ++id, method: 'Debugger.disable' });
          post('NodeWorker.sendMessageToWorker', { sessionId, message });
        }
        post('NodeWorker.disable');
        socket.close();
      } else socket.terminate();
      return closed;
    },
    go: () => post('Runtime.runIfWaitingForDebugger'),
    stop: () =>
      new Promise((resolve) => {
        const stop = stops.shift();
        if (stop === undefined) waiting.push(resolve);
        else resolve(stop);
      }),
  };
}
