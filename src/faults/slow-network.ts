/** The network of connections: what is late arrives in the order in which it left. Row `fault.network`. */

/** `to` the client, or `from` it. */
export type Direction = 'to' | 'from';

interface Frame {
  isHere: boolean;
  readonly deliver: () => void;
}

/** What is asked about each frame. */
interface Delays {
  /** Whether nothing is late. */
  readonly isEmpty: boolean;
  /** How long one frame takes; undefined when it is there at once. */
  of(connectionId: string, direction: Direction): Promise<void> | undefined;
}

export class SlowNetwork {
  readonly #delays: Delays;
  /** By direction and connection; there is nothing of those whose frames are all there. */
  readonly #underway = new Map<string, Frame[]>();

  constructor(delays: Delays) {
    this.#delays = delays;
  }

  /** Delivers a frame when its time has come, and those before it have been delivered. */
  carry(connectionId: string, direction: Direction, deliver: () => void): void {
    if (this.#delays.isEmpty && this.#underway.size === 0) {
      deliver();
      return;
    }
    const way = `${direction} ${connectionId}`;
    const underway = this.#underway.get(way) ?? [];
    this.#underway.set(way, underway);
    const frame: Frame = { isHere: false, deliver };
    underway.push(frame);
    const arrive = () => {
      frame.isHere = true;
      while (underway[0]?.isHere) underway.shift()?.deliver();
      // What was delivered may have sent more, and that begun anew.
      if (underway.length === 0 && this.#underway.get(way) === underway) this.#underway.delete(way);
    };
    const delayed = this.#delays.of(connectionId, direction);
    if (delayed === undefined) arrive();
    else void delayed.then(arrive);
  }
}
