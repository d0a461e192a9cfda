/**
 * The execution environments of all functions. They share the machine: here it is decided which function may
 * start one more, and whose environment gives way when there are as many as there may be. While invocations
 * queue, the threads are looked at every few milliseconds; otherwise nothing runs here.
 * Rows `lambda.cap`, `lambda.grows`, `lambda.fair`, `lambda.recursion`.
 */
import type { Journal } from '../journal/journal.ts';
import { FreeCores } from './free-cores.ts';
import { Load, type Thread } from './load.ts';
import type { QueuePace } from './queue-pace.ts';
import { type Demand, isWorthStarting, LOOK_MS, MAX_BEYOND_CAP, mayBeDeadlocked } from './scaling.ts';

/** A function's pool, as the others see it. */
export interface Member {
  readonly name: string;
  /** How many environments it may have. */
  readonly cap: number;
  readonly timeoutMs: number;
  /** Environments, those that are starting included. */
  readonly size: number;
  readonly starting: number;
  /** Invocations in the queue. */
  readonly waiting: number;
  /** Since when the first of them waits, and when an invocation or an environment last started or ended. */
  readonly waitingSince: number;
  readonly movedAt: number;
  /** How long its longest unused environment has been idle, milliseconds; undefined when none is. */
  readonly unusedMs: number | undefined;
  /** Those that run or start. */
  readonly working: ReadonlySet<Thread>;
  readonly pace: QueuePace;
  /** What its last cold start took, milliseconds. */
  readonly coldStartMs: number | undefined;
  start(): void;
  /** Starts one that nobody waits for. */
  startSpare(): void;
  endUnused(): void;
}

/** A function's last environment is left alone so long, unless another function has none at all, milliseconds. */
const LAST_ONE_MS = 10_000;

export class Fleet {
  readonly #journal: Journal;
  readonly #members = new Set<Member>();
  /** Those that need one more than there may be in all. */
  readonly #hungry = new Set<Member>();
  /** Those that are to have a spare, once nothing else wants the machine. */
  readonly #unspared = new Set<Member>();
  readonly #load = new Load();
  /** Threads beside the environments that work for them. */
  readonly #beside: readonly Thread[];
  readonly #free: FreeCores;
  #max: number;
  #size = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param beside - threads beside the environments that work for them. */
  constructor(cores: number, max: number, journal: Journal, beside: readonly Thread[]) {
    this.#free = new FreeCores(cores);
    this.#max = max;
    this.#journal = journal;
    this.#beside = beside;
  }

  get size(): number {
    return this.#size;
  }

  /** How many there may be in all. */
  get max(): number {
    return this.#max;
  }

  resize(max: number): void {
    this.#max = max;
  }

  join(member: Member): void {
    this.#members.add(member);
  }

  leave(member: Member): void {
    this.#members.delete(member);
    this.#hungry.delete(member);
    this.#unspared.delete(member);
  }

  added(): void {
    this.#size++;
  }

  /** One has ended: its place goes to whom it was refused, to those with the fewest first. */
  removed(): void {
    this.#size--;
    if (this.#closed) return;
    const [next] = this.#stillHungry().sort((one, other) => one.size - other.size);
    if (next === undefined) this.startSpares();
    if (next === undefined || this.#size >= this.#max) return;
    this.#hungry.delete(next);
    next.start();
  }

  /** The machine gives no more threads or processes than there are. */
  exhausted(): void {
    this.#max = Math.max(1, Math.min(this.#max, this.#size));
    const message = `The machine gives no more threads or processes: there will be ${this.#max} execution environments at most.`;
    this.#journal.append?.({ type: 'notice', message });
  }

  /** This function is to have one that nobody waits for, as soon as nothing else wants the machine. */
  spare(member: Member): void {
    this.#unspared.add(member);
    this.startSpares();
  }

  /** Starts those that nobody waits for, one after the other: for whenever something has ended. */
  startSpares(): void {
    if (this.#closed) return;
    for (const next of this.#unspared) {
      if (!this.#hasRoomForSpare) return;
      this.#unspared.delete(next);
      next.startSpare();
    }
  }

  get #hasRoomForSpare(): boolean {
    if (this.#size >= this.#max || this.#hungry.size > 0) return false;
    return [...this.#members].every(({ waiting, starting }) => waiting === 0 && starting === 0);
  }

  /** Invocations of this function queue. */
  need(member: Member): void {
    if (this.#closed) return;
    // One that fails to start is gone before whoever it was started for is told.
    if (member.size === 0 && member.waiting > member.starting && this.#admit(member)) member.start();
    if (this.#timer !== undefined) return;
    this.#load.begin(this.#busy());
    this.#free.forget();
    this.#timer = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  /** Whether an environment of this function that has just ended an invocation had better end. */
  givesWay(member: Member): boolean {
    const isOneTooMany = member.size > member.cap || this.#size > this.#max;
    if (isOneTooMany && member.waiting === 0) return true;
    if (this.#hungry.size === 0) return false;
    return this.#stillHungry().some((other) => {
      if (other === member) return false;
      if (other.size > 0) return other.size + 1 < member.size;
      return member.size > 1 || member.waiting === 0 || other.waitingSince < member.waitingSince;
    });
  }

  /** Starts no environment any more. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
  }

  #look(): void {
    const needy = [...this.#members].filter(({ waiting }) => waiting > 0);
    if (needy.length === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.startSpares();
      return;
    }
    this.#load.measure(this.#busy());
    const { own, ofAll: others, spent } = this.#load;
    this.#free.add({ own, others, spent, starting: this.#starting });
    let taken = 0;
    for (const member of needy.sort((one, other) => one.waitingSince - other.waitingSince)) {
      // Who is served waits until it is sure that a core is free.
      const free = member.pace.isServed ? this.#free.forLong : this.#free.now;
      while (isWorthStarting(demandOf(member), free - taken)) {
        if (!this.#admit(member)) {
          this.#resolve(member);
          break;
        }
        member.start();
        taken++;
      }
    }
  }

  /** Whether this function may have one more; where there are as many as there may be, an idle one ends for it. */
  #admit(member: Member): boolean {
    if (member.size >= member.cap) return false;
    if (this.#size < this.#max) return true;
    this.#hungry.add(member);
    const [idlest] = [...this.#members]
      .filter(({ size, unusedMs = -1 }) => unusedMs >= (size > 1 || member.size === 0 ? 0 : LAST_ONE_MS))
      .sort((one, other) => (other.unusedMs ?? 0) - (one.unusedMs ?? 0));
    // Its place goes to the hungry.
    idlest?.endUnused();
    return false;
  }

  /** Lets those that wait for each other have one more than they may. */
  #resolve(member: Member): void {
    if (member.size >= member.cap + MAX_BEYOND_CAP || this.#size >= this.#max + MAX_BEYOND_CAP) return;
    const awaited = member.size > 0 ? member.working : this.#working();
    const loads = [...awaited].map((thread) => this.#load.of(thread));
    if (!mayBeDeadlocked(demandOf(member), member.timeoutMs, loads)) return;
    const { name, waiting, size, cap } = member;
    const [whose, setting] =
      size < cap ? ['', 'maxEnvironments'] : [` of "${name}"`, `functions.${name}.maxEnvironments`];
    const message = `All execution environments${whose} wait (${loads.length}, and there may be no more), perhaps for what is behind them in the queue of "${name}" (${waiting}). To let them go on, one more is started. "${setting}" sets how many there may be.`;
    this.#journal.append?.({ type: 'notice', message });
    member.start();
  }

  #working(): Thread[] {
    return [...this.#members].flatMap(({ working }) => [...working]);
  }

  #busy(): Thread[] {
    return [...this.#working(), ...this.#beside];
  }

  get #starting(): number {
    return [...this.#members].reduce((sum, { starting }) => sum + starting, 0);
  }

  #stillHungry(): Member[] {
    for (const member of this.#hungry) if (member.waiting <= member.starting) this.#hungry.delete(member);
    return [...this.#hungry];
  }
}

function demandOf(member: Member): Demand {
  const { waiting, starting, size, coldStartMs, pace, waitingSince, movedAt } = member;
  const now = performance.now();
  const stuckMs = now - Math.max(waitingSince, movedAt);
  const [queuedMs, leftMs] = [pace.queuedMs(now), pace.msFor(waiting, now)];
  return { waiting, starting, size, coldStartMs, queuedMs, leftMs, stuckMs };
}
