/** What is being worked out, so that whoever waits for himself is told so. */

export class Underway {
  readonly #keys = new Set<string>();

  /**
   * Does the work, unless that is what it is asked for by.
   * @param onCircle - told the names from the first to itself again; what is asked for has no value then.
   */
  once<T>(key: string, onCircle: (circle: readonly string[]) => void, work: () => T): T | undefined {
    if (this.#keys.has(key)) {
      const keys = [...this.#keys];
      onCircle([...keys.slice(keys.indexOf(key)), key]);
      return undefined;
    }
    this.#keys.add(key);
    try {
      return work();
    } finally {
      this.#keys.delete(key);
    }
  }
}
