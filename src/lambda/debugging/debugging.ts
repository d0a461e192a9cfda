/**
 * Which threads a debugger holds. While an inspector is open, however it came to be (`--inspect`, an editor's
 * auto-attach, SIGUSR1), those that run something are looked at every few milliseconds; otherwise nothing runs
 * here. What a debugger held that has gone is let go. Rows `lambda.debug*`.
 */
import { url } from 'node:inspector';
import { waitAtMost } from '../../patience.ts';
import { Attached } from './attached.ts';
import { type Held, LOOK_MS } from './held.ts';
import type { WorkerSessions } from './worker-sessions.ts';

/** What a debugger holds for less is nothing to tell of: a step, or the stop at the start of a thread. */
const TOLD_MS = 250;

/** A thread in a native call does not answer, and nobody debugs that, milliseconds. */
const ANSWER_MS = 500;

export class Debugging implements Held {
  readonly #threads = new Set<DebuggedThread>();
  #sessions: Promise<WorkerSessions> | undefined;
  #connected: WorkerSessions | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #time = new HeldTime();
  readonly #mayBreak: boolean;
  readonly #broken = new Set<string>();
  readonly #attached = new Attached();
  #endsHeld = false;

  /** @param mayBreak - whether the first environment of each function stops where its handler's module begins. */
  constructor(mayBreak: boolean) {
    this.#mayBreak = mayBreak;
  }

  /** Whether a debugger may attach. */
  get isOpen(): boolean {
    return url() !== undefined;
  }

  /**
   * Whether an environment of this function that is about to start is the one that is to stop; none does without a
   * debugger, for nobody would let it go on.
   */
  takeBreak(functionName: string): boolean {
    if (!this.#mayBreak || this.#broken.has(functionName) || !this.#attached.isAny()) return false;
    this.#broken.add(functionName);
    return true;
  }

  /** Whether a debugger holds any thread that runs something. */
  get isHeld(): boolean {
    return this.#time.isHeld;
  }

  /** How long any was held, in all. */
  get heldMs(): number {
    return this.#time.heldMs;
  }

  /**
   * @param shared - one number, by which the thread itself learns how long it was held.
   * @param events - called as the debugger stops the thread and lets it go on.
   */
  follow(threadId: number, shared: Float64Array, events: HeldEvents): DebuggedThread {
    return new DebuggedThread(threadId, shared, events, this);
  }

  look(): Promise<void> | undefined {
    if (url() === undefined) return undefined;
    return waitAtMost(ANSWER_MS, Promise.all([...this.#threads].map((thread) => this.#ask(thread))));
  }

  /** Something runs in this thread from now on, or nothing does. */
  watch(thread: DebuggedThread, isWorking: boolean): void {
    if (isWorking) this.#threads.add(thread);
    else if (this.#threads.delete(thread)) this.#tell(thread, false);
    if (isWorking && this.#timer === undefined && url() !== undefined) {
      void this.#connect();
      this.#timer = setInterval(() => this.#tick(), LOOK_MS).unref();
    }
  }

  /** Lets it go on to its end, if it is held. */
  letEnd({ threadId }: DebuggedThread): void {
    this.#connected?.letEnd(threadId);
  }

  /** Nobody waits any more for what a debugger holds: it is ended, now and from now on. Row `lambda.debug-stop`. */
  endHeld(): void {
    this.#endsHeld = true;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#connected?.close();
    this.#connected = undefined;
    this.#sessions = undefined;
  }

  #tick(): void {
    if (url() === undefined) {
      for (const thread of this.#threads) this.#tell(thread, false);
      this.close();
    } else if (this.#threads.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    } else for (const thread of this.#threads) void this.#ask(thread);
  }

  async #ask(thread: DebuggedThread): Promise<void> {
    const sessions = await this.#connect();
    // What has not been answered so long may never be.
    if (performance.now() - thread.askedAt > ANSWER_MS) thread.asked = undefined;
    if (thread.asked === undefined) thread.askedAt = performance.now();
    thread.asked ??= sessions.isPaused(thread.threadId).then((isPaused) => {
      thread.asked = undefined;
      if (!this.#threads.has(thread)) return;
      this.#tell(thread, isPaused);
      if (isPaused && thread.isHeldForLong) this.#release(thread, sessions);
    });
    await thread.asked;
  }

  #release(thread: DebuggedThread, sessions: WorkerSessions): void {
    if (this.#endsHeld) thread.end();
    else if (!this.#attached.isAny()) {
      thread.abandon();
      sessions.resume(thread.threadId);
    }
  }

  #tell(thread: DebuggedThread, isHeld: boolean): void {
    thread.set(isHeld);
    this.#time.set([...this.#threads].some((one) => one.isHeld));
  }

  #connect(): Promise<WorkerSessions> {
    this.#sessions ??= import('./worker-sessions.ts').then((module) => {
      this.#connected = new module.WorkerSessions();
      return this.#connected;
    });
    return this.#sessions;
  }
}

/** What is told of a thread that a debugger may hold. */
export interface HeldEvents {
  /** @param isAbandoned - it goes on because its debugger has gone, whose breakpoints it keeps. */
  held(isHeld: boolean, isAbandoned: boolean): void;
  /** It has to end although the debugger holds it. */
  unwanted(): void;
}

/** One thread, as a debugger may hold it. */
export class DebuggedThread implements Held {
  readonly threadId: number;
  /** A question that it has not answered yet. */
  asked: Promise<void> | undefined;
  askedAt = 0;
  readonly #shared: Float64Array;
  #isTold = false;
  #isAbandoned = false;
  readonly #events: HeldEvents;
  readonly #debugging: Debugging;
  readonly #time = new HeldTime();

  constructor(threadId: number, shared: Float64Array, events: HeldEvents, debugging: Debugging) {
    this.threadId = threadId;
    this.#shared = shared;
    this.#events = events;
    this.#debugging = debugging;
  }

  get isHeld(): boolean {
    return this.#time.isHeld;
  }

  get heldMs(): number {
    return this.#time.heldMs;
  }

  /** For longer than a debugger needs that lets it go on by itself; at once where the last one has gone. */
  get isHeldForLong(): boolean {
    return this.#time.isHeld && (this.#isAbandoned || this.#time.thisTimeMs >= TOLD_MS);
  }

  look(): Promise<void> | undefined {
    return this.#debugging.look();
  }

  watch(isWorking: boolean): void {
    this.#debugging.watch(this, isWorking);
  }

  letEnd(): void {
    this.#debugging.letEnd(this);
  }

  /** Its debugger has gone. */
  abandon(): void {
    this.#isAbandoned = true;
  }

  end(): void {
    this.#events.unwanted();
  }

  set(isHeld: boolean): void {
    this.#time.set(isHeld);
    this.#shared[0] = this.heldMs;
    if (isHeld ? this.#time.thisTimeMs < TOLD_MS || this.#isTold : !this.#isTold) return;
    this.#isTold = isHeld;
    this.#events.held(isHeld, this.#isAbandoned);
  }
}

/** How long something was held. */
class HeldTime {
  #before = 0;
  #since: number | undefined;

  get isHeld(): boolean {
    return this.#since !== undefined;
  }

  get heldMs(): number {
    return this.#before + this.thisTimeMs;
  }

  get thisTimeMs(): number {
    return this.#since === undefined ? 0 : performance.now() - this.#since;
  }

  set(isHeld: boolean): void {
    if (isHeld === this.isHeld) return;
    this.#before = this.heldMs;
    this.#since = isHeld ? performance.now() : undefined;
  }
}
