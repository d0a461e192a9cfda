/** Which ports the APIs of stacks get: theirs do not say. Pure. */
import type { Api } from '../api-model.ts';

/** APIs that share a port are told apart by their stages; those that cannot be get the next port that is free of theirs. */
export function withPorts(apis: readonly Api[]): Api[] {
  const taken = new Set<string>();
  return apis.map((api) => {
    let { port } = api;
    while (port !== 0 && api.stages.some(({ name }) => taken.has(`${port}/${name}`))) port++;
    for (const { name } of api.stages) taken.add(`${port}/${name}`);
    return { ...api, port };
  });
}
