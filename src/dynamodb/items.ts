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

/** @param now - epoch milliseconds. */
export function isExpired(item: Item, attribute: string, now: number): boolean {
  const text = item[attribute]?.N;
  if (typeof text !== 'string') return false;
  const overdueS = Math.floor(now / 1000) - Number(text);
  return overdueS > 0 && overdueS <= MAX_EXPIRED_S;
}
