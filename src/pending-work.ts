/** What has been begun and is not done yet, so that somebody can wait until nothing is. */
export class PendingWork {
  #count = 0;
  #idle: (() => void)[] = [];

  /** @returns the same work. */
  add<Work extends Promise<unknown>>(work: Work): Work {
    this.#count++;
    const done = () => {
      this.#count--;
      if (this.#count > 0) return;
      for (const resolve of this.#idle.splice(0)) resolve();
    };
    work.then(done, done);
    return work;
  }

  get isIdle(): boolean {
    return this.#count === 0;
  }

  /** Settles when nothing is pending. */
  async idle(): Promise<void> {
    if (this.#count > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }
}
