/** Items in DynamoDB's own JSON. Pure. */

/** `{ "S": "kitchen" }` */
export type AttributeValue = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, AttributeValue>>;

/** Whether two items say the same; a set has no order. */
export function isSameItem(one: Item, other: Item): boolean {
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => isSameValue(one[name], other[name]));
}

function isSameValue(one: AttributeValue | undefined, other: AttributeValue | undefined): boolean {
  const [type, value] = Object.entries(one ?? {})[0] ?? [];
  if (type === undefined || other === undefined || !(type in other)) return false;
  const otherValue = other[type];
  if (type === 'M') return isSameItem(value as Item, otherValue as Item);
  if (!Array.isArray(value) || !Array.isArray(otherValue)) return value === otherValue;
  if (value.length !== otherValue.length) return false;
  return type === 'L'
    ? value.every((inner, index) => isSameValue(inner, otherValue[index]))
    : value.every((member) => otherValue.includes(member));
}

/** DynamoDB leaves items alone whose time is this long over: it is more likely no time at all. */
const MAX_EXPIRED_S = 5 * 365 * 24 * 60 * 60;

/** @returns epoch seconds, `Infinity` when it does not say when it expires. */
export function expiryOf(item: Item, attribute: string): number {
  const text = item[attribute]?.N;
  return typeof text === 'string' ? Number(text) : Number.POSITIVE_INFINITY;
}

/**
 * @param expiry - epoch seconds.
 * @param now - epoch milliseconds.
 */
export function expiryState(expiry: number, now: number): 'ahead' | 'due' | 'ignored' {
  const overdueS = Math.floor(now / 1000) - expiry;
  if (overdueS <= 0) return 'ahead';
  return overdueS <= MAX_EXPIRED_S ? 'due' : 'ignored';
}
