/**
 * What a file takes from the environment may be secret, and reports end up in the logs of a CI: they have the
 * placeholders in place of the values. Pure. Row `replay.secrets`.
 */
import type { Comparison } from './difference.ts';
import { isJsonList, isJsonObject, type JsonValue } from './json-value.ts';
import type { Difference } from './match.ts';
import { ENVIRONMENT } from './placeholders.ts';
import type { Played } from './played.ts';

/** A shorter value is no secret, and stands in texts by chance. */
const SHORTEST = 6;

/** @param environment - values by the variables that hold them. */
export function withoutSecrets(played: Played, environment: Readonly<Record<string, string>>): Played {
  const placeholders = placeholdersOf(environment);
  if (placeholders.length === 0) return played;
  const hide = (text: string) =>
    placeholders.reduce(
      (hidden, [secret, placeholder]) => hidden.replaceAll(secret, () => placeholder),
      text,
    );
  const { failure, corrections, notes } = played;
  return {
    ...played,
    notes: notes.map(hide),
    failure: failure && {
      ...failure,
      what: hide(failure.what),
      comparison: failure.comparison && hideIn(failure.comparison, hide),
      conversation: failure.conversation.map((one) => ({ ...one, text: hide(one.text) })),
      logs: failure.logs.map(hide),
    },
    corrections: corrections.map((one) => ({
      ...one,
      what: hide(one.what),
      comparison: hideIn(one.comparison, hide),
    })),
  };
}

type Hide = (text: string) => string;

/** By each secret, as it is and as it stands in a query; one that has another in it comes first. */
function placeholdersOf(environment: Readonly<Record<string, string>>): (readonly [string, string])[] {
  return Object.entries(environment)
    .filter(([, value]) => value.length >= SHORTEST)
    .flatMap(([name, value]) => {
      const inQuery = new URLSearchParams([['', value]]).toString().slice(1);
      return [...new Set([value, inQuery])].map((one) => [one, `{{${ENVIRONMENT}${name}}}`] as const);
    })
    .sort(([one], [other]) => other.length - one.length);
}

function hideIn({ expected, received, differences, bindings }: Comparison, hide: Hide): Comparison {
  return {
    expected,
    received: Array.isArray(received)
      ? received.map((item) => hidden(item, hide))
      : hidden(received as JsonValue, hide),
    differences: differences.map((one): Difference => ({ ...one, received: hidden(one.received, hide) })),
    bindings: new Map([...bindings].map(([name, value]) => [name, hidden(value, hide)])),
  };
}

function hidden<Value extends JsonValue | undefined>(value: Value, hide: Hide): Value;
function hidden(value: JsonValue | undefined, hide: Hide): JsonValue | undefined {
  if (typeof value === 'string') return hide(value);
  if (isJsonList(value)) return value.map((item) => hidden(item, hide));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [hide(key), hidden(inner, hide)]));
}
