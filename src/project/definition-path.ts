/** Keys and indexes that lead from the top of a definition file to one of its values. */
export type DefinitionPath = readonly (string | number)[];

/** Whether a value is the one at `start`, or within it. */
export function startsWith(path: DefinitionPath, start: DefinitionPath): boolean {
  return start.length <= path.length && start.every((step, i) => step === path[i]);
}
