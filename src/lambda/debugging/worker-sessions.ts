/**
 * What this process's own inspector says of its threads. Loaded once an inspector is open.
 *
 * Enabling the debugger for a thread would change what it does: a `debugger` statement would stop it although
 * nobody is there to let it go on. So nothing is enabled, and a thread is asked for what can only be had of one
 * that is stopped; the refusal tells. One that computes answers too, one in a native call later.
 */
import { Session } from 'node:inspector';

const NOT_PAUSED = 'Can only perform operation while paused.';

interface Attached {
  readonly sessionId: string;
  readonly answers: Map<number, (isPaused: boolean) => void>;
}

export class WorkerSessions {
  readonly #session = new Session();
  readonly #byThread = new Map<number, Attached>();
  #lastId = 0;

  constructor() {
    this.#session.connect();
    this.#session.on('NodeWorker.attachedToWorker', ({ params: { sessionId, workerInfo } }) => {
      this.#byThread.set(threadIdOf(workerInfo), { sessionId, answers: new Map() });
    });
    this.#session.on('NodeWorker.detachedFromWorker', ({ params }) => this.#detached(params.sessionId));
    this.#session.on('NodeWorker.receivedMessageFromWorker', ({ params: { sessionId, message } }) => {
      const { id, error } = JSON.parse(message) as { id?: number; error?: { message: string } };
      const attached = this.#find(sessionId);
      if (id === undefined || attached === undefined) return;
      attached.answers.get(id)?.(error?.message !== NOT_PAUSED);
      attached.answers.delete(id);
    });
    this.#session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  }

  /** Whether a debugger has stopped this thread; false, too, when there is no such thread. */
  isPaused(threadId: number): Promise<boolean> {
    const attached = this.#byThread.get(threadId);
    if (attached === undefined) return Promise.resolve(false);
    return new Promise((resolve) => {
      const params = { callFrameId: '0.0.0', expression: '0' };
      const id = ++this.#lastId;
      // The answer may interrupt whatever this thread does next.
      attached.answers.set(id, resolve);
      this.#send(attached, { id, method: 'Debugger.evaluateOnCallFrame', params });
    });
  }

  /** Lets a stopped thread go on. */
  resume(threadId: number): void {
    this.#resume(threadId, false);
  }

  /** Lets a stopped thread go on to its end, which else waits for the debugger. */
  letEnd(threadId: number): void {
    this.#resume(threadId, true);
  }

  close(): void {
    this.#session.disconnect();
    for (const { sessionId } of [...this.#byThread.values()]) this.#detached(sessionId);
  }

  #resume(threadId: number, terminateOnResume: boolean): void {
    const attached = this.#byThread.get(threadId);
    if (attached === undefined) return;
    const id = ++this.#lastId;
    this.#send(attached, { id, method: 'Debugger.resume', params: { terminateOnResume } });
  }

  #send({ sessionId }: Attached, request: object): void {
    const message = JSON.stringify(request);
    this.#session.post('NodeWorker.sendMessageToWorker', { sessionId, message }, () => {
      // A thread that has just ended is told of by its detachment.
    });
  }

  #detached(sessionId: string): void {
    for (const [threadId, attached] of this.#byThread) {
      if (attached.sessionId !== sessionId) continue;
      this.#byThread.delete(threadId);
      for (const settle of attached.answers.values()) settle(false);
    }
  }

  #find(sessionId: string): Attached | undefined {
    return [...this.#byThread.values()].find((attached) => attached.sessionId === sessionId);
  }
}

/** Node's `workerId` counts what a session has attached to, in whatever order; the thread's own id is in the title. */
function threadIdOf({ title, workerId }: { title: string; workerId: string }): number {
  return Number(/^\[worker (\d+)\]/.exec(title)?.[1] ?? workerId);
}
