/**
 * Which files the function has loaded, for whoever watches them. Node tells it of CommonJS, imported or required;
 * what an ES module imports, the emulator follows by itself.
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const { cache } = createRequire(import.meta.url);
/** Of the emulator's code, bundled or not. */
const OWN_FOLDER = fileURLToPath(new URL('../..', import.meta.url));
const PACKAGES = /[\\/]node_modules[\\/]/;

export class LoadedFiles {
  readonly #layers: readonly string[];
  #count = -1;

  constructor(layers: readonly string[]) {
    this.#layers = layers;
  }

  /** All that are the user's to change, when there are more than at the last time. */
  takeNews(): string[] | undefined {
    const files = Object.keys(cache);
    if (files.length === this.#count) return undefined;
    this.#count = files.length;
    return files.filter((file) => this.#isUsers(file));
  }

  #isUsers(file: string): boolean {
    if (file.startsWith(OWN_FOLDER)) return false;
    return !PACKAGES.test(file) || this.#layers.some((layer) => file.startsWith(layer));
  }
}
