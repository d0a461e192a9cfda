/** What has been begun and is not done yet, so that somebody can wait until nothing is. */
export class PendingWork {
  #count = 0;
  #resting = 0;
  #idle: (() => void)[] = [];

  /** @returns the same work. */
  add<Work extends Promise<unknown>>(work: Work): Work {
    this.#count++;
    const done = () => {
      this.#count--;
      this.#look();
    };
    work.then(done, done);
    return work;
  }

  /**
   * Something waits for time to pass. How much of what is pending waits for it, nobody knows: none of it is waited for
   * until the returned function is called.
   */
  rest(): () => void {
    this.#resting++;
    this.#look();
    return () => {
      this.#resting--;
    };
  }

  get isIdle(): boolean {
    return this.#count === 0 || this.#resting > 0;
  }

  /** Settles when nothing is pending, but for what waits for time to pass. */
  async idle(): Promise<void> {
    if (!this.isIdle) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #look(): void {
    if (!this.isIdle) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}
