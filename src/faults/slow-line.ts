/** One direction of a connection's network: what is late arrives in the order in which it left. Row `fault.network`. */

interface Frame {
  isHere: boolean;
  readonly deliver: () => void;
}

export class SlowLine {
  readonly #isUntouched: () => boolean;
  readonly #delay: () => Promise<void> | undefined;
  readonly #underway: Frame[] = [];

  /** @param delay - how long one frame takes; asked for each. */
  constructor(isUntouched: () => boolean, delay: () => Promise<void> | undefined) {
    this.#isUntouched = isUntouched;
    this.#delay = delay;
  }

  /** Delivers a frame when its time has come, and those before it have been delivered. */
  carry(deliver: () => void): void {
    if (this.#isUntouched() && this.#underway.length === 0) {
      deliver();
      return;
    }
    const frame: Frame = { isHere: false, deliver };
    this.#underway.push(frame);
    const arrive = () => {
      frame.isHere = true;
      while (this.#underway[0]?.isHere) this.#underway.shift()?.deliver();
    };
    const delayed = this.#delay();
    if (delayed === undefined) arrive();
    else void delayed.then(arrive);
  }
}
