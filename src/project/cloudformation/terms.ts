/**
 * The terms that the shapes of resources are written in. CloudFormation takes a text for a number and a number for a
 * text, so what comes out of these has the type that the resource asks for.
 */
import * as v from 'valibot';

const isText = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);

const EXPECTED_TEXT = 'a text';

export const text = (expected = EXPECTED_TEXT) =>
  v.pipe(v.custom<string | number | boolean>(isText, expected), v.transform(String));

export const oneOf = <const T extends string>(...values: T[]) => {
  const expected =
    values.length === 1 ? `${values[0]}` : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
  return v.pipe(v.custom<T>((value) => values.includes(value as T), expected));
};

export const integer = (min: number, max: number) => {
  const expected = `a whole number from ${min} to ${max}`;
  const isInteger = (value: unknown) =>
    isText(value) && /^-?\d+(\.0+)?$/.test(String(value)) && Number(value) >= min && Number(value) <= max;
  return v.pipe(v.custom<string | number>(isInteger, expected), v.transform(Number));
};

export const number = () => {
  const isNumber = (value: unknown) => isText(value) && value !== '' && Number.isFinite(Number(value));
  return v.pipe(v.custom<string | number>(isNumber, 'a number'), v.transform(Number));
};

export const truth = () =>
  v.pipe(
    v.custom<string | boolean>(
      (value) => isText(value) && /^(true|false)$/i.test(String(value)),
      'true or false',
    ),
    v.transform((value) => /^true$/i.test(String(value))),
  );

/** A list; a single value is one of one item, as CloudFormation has it. */
export const texts = (expected: string) =>
  v.pipe(
    v.custom<string | readonly string[]>(
      (value) => isText(value) || (Array.isArray(value) && value.every(isText)),
      expected,
    ),
    v.transform((value) => (Array.isArray(value) ? value.map(String) : [String(value)])),
  );

export const textMap = (what: string) => v.record(v.string(), text(), `a mapping of ${what}`);

/** What a property with a `Ref` in it is written as. */
export const reference = (example: string) => v.pipe(text(), v.examples([`!Ref ${example}`]));

/** What resources may have and nothing here looks at. */
export const passedOver = () => v.optional(v.unknown());

/** Properties that AWS knows and that change nothing on this machine. */
export const ignored = <const Name extends string>(...names: Name[]) =>
  Object.fromEntries(names.map((name) => [name, passedOver()])) as Record<
    Name,
    ReturnType<typeof passedOver>
  >;
