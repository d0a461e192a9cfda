/** Methods that templates call, and their arguments. Pure. */

/** The methods of a Java type, by name; each gets the object that it is called on. */
export type MethodTable<Target> = ReadonlyMap<string, MethodOf<Target>>;

type MethodOf<Target> = (target: Target, ...args: readonly unknown[]) => unknown;

export function methodTable<Target>(
  methods: Readonly<Record<string, MethodOf<Target>>>,
): MethodTable<Target> {
  return new Map(Object.entries(methods));
}

/** Java has no method of this name for such arguments; for Velocity that is a reference to nothing. */
export class NoSuchMethod extends Error {}

export function text(value: unknown): string {
  if (typeof value !== 'string') throw new NoSuchMethod();
  return value;
}

export function integer(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new NoSuchMethod();
  return value;
}
