/** What a test calls by name: APIs and their stages. Pure. */
import type { RunningApi } from '../addresses.ts';
import { EmulatorError } from '../errors.ts';
import { didYouMean } from '../project/spelling.ts';

/** @throws {EmulatorError} `API_UNKNOWN` */
export function apiNamed(
  apis: readonly RunningApi[],
  name: string | undefined,
  stage: string | undefined,
): RunningApi {
  const named = apis.filter((api) => name === undefined || api.name === name);
  const found = named.find((api) => stage === undefined || api.stage === stage);
  if (found !== undefined) return found;
  if (named.length === 0 && name !== undefined)
    throw unknown(name, [...new Set(apis.map((api) => api.name))]);
  throw unknown(
    `${name ?? named[0]?.name}/${stage}`,
    named.map((api) => `${api.name}/${api.stage}`),
  );
}

function unknown(name: string, names: readonly string[]): EmulatorError {
  const hint = names.length === 0 ? 'it has none.' : didYouMean(name, names, `it has: ${names.join(', ')}.`);
  return EmulatorError.of('API_UNKNOWN', { name, hint });
}
