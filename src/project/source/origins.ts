/** Where each part of the model was written, for definitions whose shape is not the model's. */
import type { DefinitionPath } from '../definition-path.ts';
import type { Location } from './location.ts';

interface Written {
  readonly value: Location;
  readonly key: Location;
}

interface Branch {
  written?: Written;
  isUnknown?: true;
  readonly below: Map<string, Branch>;
}

interface Part {
  readonly path: DefinitionPath;
  readonly location: Location;
  /** Whether there is no part of it whose place is known. */
  readonly isLeaf: boolean;
  readonly isUnknown: boolean;
}

function partsOf({ written, isUnknown, below }: Branch, path: DefinitionPath): Part[] {
  const own =
    written === undefined
      ? []
      : [{ path, location: written.value, isLeaf: below.size === 0, isUnknown: isUnknown === true }];
  return [...own, ...[...below].flatMap(([step, branch]) => partsOf(branch, [...path, step]))];
}

export class Origins {
  readonly #top: Written;
  readonly #root: Branch = { below: new Map() };

  /** @param top - of the definition: where everything is that has no place of its own. */
  constructor(top: Location) {
    this.#top = { value: top, key: top };
  }

  /**
   * @param modelPath - a path of the model, as `Problem.path` has it.
   * @param key - of its name, when that is not where the value is.
   */
  set(modelPath: DefinitionPath, value: Location, key: Location = value): void {
    this.#branchAt(modelPath).written = { value, key };
  }

  /** Notes where a part would be, of which nothing is known because of a mistake that is reported. */
  setUnknown(modelPath: DefinitionPath, around: Location): void {
    this.#branchAt(modelPath).isUnknown = true;
    this.set(modelPath, around);
  }

  /** Whether that part has a place of its own. */
  isSet(modelPath: DefinitionPath): boolean {
    return this.#branchAt(modelPath).written !== undefined;
  }

  #branchAt(modelPath: DefinitionPath): Branch {
    let branch = this.#root;
    for (const step of modelPath.map(String)) {
      const next = branch.below.get(step) ?? { below: new Map<string, Branch>() };
      branch.below.set(step, next);
      branch = next;
    }
    return branch;
  }

  /** All parts whose places are known. */
  get parts(): Part[] {
    return partsOf(this.#root, []);
  }

  /** Whether at each of these places, or around it, a part of the model is written. */
  hasAll(places: readonly Location[]): boolean {
    const written = new Set(this.parts.map(({ location }) => keysOf(location).at(-1)));
    return places.every((place) => keysOf(place).some((key) => written.has(key)));
  }

  /** Where that part is written, or its name, or the nearest part around it whose place is known. */
  find(modelPath: DefinitionPath, at?: 'key'): Location {
    let branch: Branch | undefined = this.#root;
    let found = this.#root.written ?? this.#top;
    let depth = 0;
    for (const [index, step] of modelPath.map(String).entries()) {
      branch = branch.below.get(step);
      if (branch === undefined) break;
      if (branch.written !== undefined) [found, depth] = [branch.written, index + 1];
    }
    return at === 'key' && depth === modelPath.length ? found.key : found.value;
  }
}

/**
 * The parts of the model that are written where something is wrong already, so that what a rule finds there says
 * nothing new.
 */
export function brokenParts(origins: Origins, wrong: readonly Location[]): DefinitionPath[] {
  const places = wrong.map(keysOf);
  const there = new Set(places.map((keys) => keys.at(-1)));
  const around = new Set(places.flat());
  return origins.parts
    .filter(({ location, isLeaf, isUnknown }) => {
      const keys = keysOf(location);
      const isWithin = keys.some((key) => there.has(key));
      return isUnknown || isWithin || (isLeaf && around.has(keys.at(-1) ?? ''));
    })
    .map(({ path }) => path);
}

/** Names for a place and those around it, its own last: thousands of places are compared by these. */
function keysOf({ file, path }: Location): string[] {
  const keys = [file];
  for (const step of path) keys.push(`${keys.at(-1)} ${JSON.stringify(step)}`);
  return keys;
}
