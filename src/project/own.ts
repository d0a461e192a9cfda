/** What stands in a table under a name of the user's, which may be `constructor`. Pure. */

export function ownValue<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
