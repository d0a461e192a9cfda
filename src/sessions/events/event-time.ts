/** When something was, as people write it. Pure. */

/** In milliseconds March 1973, in seconds the year 5138. */
const LEAST_MILLISECONDS = 1e11;
const LAST_DATE = 8.64e15;

/**
 * @param text - ISO 8601, or seconds or milliseconds since 1970, which are told apart by their size.
 * @returns epoch milliseconds; undefined for what is no time.
 */
export function parseEventTime(text: string): number | undefined {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  const time = number === undefined ? Date.parse(text) : number < LEAST_MILLISECONDS ? number * 1000 : number;
  return Number.isNaN(time) || Math.abs(time) > LAST_DATE ? undefined : time;
}
