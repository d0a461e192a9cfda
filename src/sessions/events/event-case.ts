/**
 * An event case: one event, the function that it is for, and what is to come of it. The format is described in
 * docs/events.md. Plain data.
 */
import type { JsonValue } from '../json-value.ts';
import type { Expectation, Pattern, Place } from '../session.ts';
import type { EventSettings, SettingName } from './event-settings.ts';

/** The event itself, or what it is made from. */
export type CaseEvent =
  | { readonly kind: 'written'; readonly value: JsonValue }
  | {
      readonly kind: 'generated';
      readonly settings: EventSettings;
      /** Where the settings stand. */
      readonly place: Place;
      readonly places: Partial<Readonly<Record<SettingName, Place>>>;
    };

/** A file, read and checked. */
export interface EventCase {
  /** Absolute path. */
  readonly file: string;
  /** @defaultValue the file's name without its extensions */
  readonly name: string;
  /** Its name, or what the definition calls it. */
  readonly function: string;
  readonly functionPlace: Place;
  /** Items that tables have before, beside the project's own seeds, by table. */
  readonly seed: readonly TableItems<readonly Pattern[]>[];
  readonly event: CaseEvent;
  /** Whether the event is brought to the shape of today. */
  readonly isModernized: boolean;
  /** Undefined: anything but an error. */
  readonly result: Expectation | undefined;
  /** Undefined: the function is not to fail. */
  readonly error: Expectation | undefined;
  /** All items that tables have afterwards, in any order: the pattern is a list. */
  readonly items: readonly TableItems<Expectation>[];
  /** Values of the variables of the environment that stand in it as `{{env:NAME}}`. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface TableItems<Items> {
  readonly table: string;
  readonly items: Items;
  readonly place: Place;
}
