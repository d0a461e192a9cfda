/** Who waits for something to come true looks again whenever something has changed; nobody polls. */
import { setTimeout } from 'node:timers';

export class Changes {
  readonly #looks = new Set<() => void>();

  /** Something has changed. */
  announce(): void {
    for (const look of [...this.#looks]) look();
  }

  /**
   * What `look` finds, now or after a change; those that wait look in the order in which they came.
   *
   * @param look - undefined: not yet; what it throws, the promise is rejected with.
   * @param within - milliseconds of real time.
   * @param late - makes the error when the time is up.
   */
  until<Found>(look: () => Found | undefined, within: number, late: () => Error): Promise<Found> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.#looks.delete(lookAgain);
      };
      const lookAgain = () => {
        try {
          const found = look();
          if (found === undefined) return;
          done();
          resolve(found);
        } catch (error) {
          done();
          reject(error);
        }
      };
      const timer = setTimeout(() => {
        done();
        reject(late());
      }, within);
      this.#looks.add(lookAgain);
      lookAgain();
    });
  }
}
