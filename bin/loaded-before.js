// What is certainly loaded already when a module is imported dynamically. Pure.

/**
 * @param graph - by module, those that it imports: `{ path, isDynamic }`.
 * @param entries - modules that anybody may load first.
 * @returns by module that is only imported dynamically, all that is loaded whoever imports it, without what it imports
 * itself. Of that, entries are left out: one that awaits what it imports is still running then.
 */
export function loadedBefore(graph, entries) {
  const closures = new Map([...graph.keys()].map((module) => [module, closureOf(module, graph)]));
  const importers = importersOf(graph);
  // From everything down to what holds on every way.
  const all = new Set(graph.keys());
  const loaded = new Map([...importers.keys()].map((module) => [module, all]));
  for (const entry of entries) loaded.set(entry, closures.get(entry));

  /** It runs because something has been loaded that leads to it. */
  const whenRuns = (module) =>
    common(
      [...loaded.keys()].filter((root) => closures.get(root).has(module)).map((root) => loaded.get(root)),
    );
  let isSettled = false;
  while (!isSettled) {
    isSettled = true;
    for (const [module, by] of importers) {
      if (entries.includes(module)) continue;
      const now = new Set([...common([...by].map(whenRuns)), ...closures.get(module)]);
      isSettled &&= now.size === loaded.get(module).size;
      loaded.set(module, now);
    }
  }
  const isImported = (module) =>
    [...graph.values()].flat().some(({ path, isDynamic }) => path === module && !isDynamic);
  const othersOf = (module) =>
    [...loaded.get(module)].filter((other) => !closures.get(module).has(other) && !entries.includes(other));
  const apart = [...importers.keys()].filter((module) => !isImported(module));
  return new Map(apart.map((module) => [module, othersOf(module)]));
}

/** The module and what is loaded with it. */
function closureOf(module, graph) {
  const reached = new Set([module]);
  for (const each of reached) {
    for (const { path, isDynamic } of graph.get(each)) if (!isDynamic) reached.add(path);
  }
  return reached;
}

/** By module that is imported dynamically, those that do it. */
function importersOf(graph) {
  const importers = new Map();
  for (const [module, imports] of graph) {
    for (const { path, isDynamic } of imports) {
      if (isDynamic) importers.set(path, (importers.get(path) ?? new Set()).add(module));
    }
  }
  return importers;
}

function common([first = new Set(), ...others]) {
  return new Set([...first].filter((each) => others.every((other) => other.has(each))));
}
