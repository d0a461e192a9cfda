/**
 * The report as JUnit has it, which continuous integration reads: a suite a file, a case a session. Pure. Rows
 * `replay.junit*`.
 */
import { relative } from 'node:path';
import { Chalk } from 'chalk';
import { countOutcomes, type Failure, type Played, type Playing, titleOf } from '../played.ts';
import { describeFailure } from './failure-text.ts';

/** @param cwd - absolute path that file names are relative to. */
export function junitReport({ played, durationMs }: Playing, cwd: string): string {
  const files = [...new Set(played.map(({ file }) => file))];
  const suites = files.flatMap((file) => {
    const cases = played.filter((one) => one.file === file);
    const name = nameOf(file, cwd);
    const spent = cases.reduce((sum, one) => sum + one.durationMs, 0);
    return [
      `  <testsuite${attributes({ name, file: name, ...counts(cases, spent) })}>`,
      ...cases.flatMap((one) => describeCase(one, name, cwd)),
      '  </testsuite>',
    ];
  });
  const all = attributes({ name: 'emulator replay', ...counts(played, durationMs) });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${all}>`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function describeCase(one: Played, file: string, cwd: string): string[] {
  const line = one.failure?.place.line ?? one.line;
  const named = { name: titleOf(one), classname: file, file, line, time: seconds(one.durationMs) };
  const inside = [
    ...(one.failure === undefined ? [] : describeProblem(one.failure, cwd)),
    ...(one.notes.length === 0 ? [] : [`      <system-out>${escapeText(one.notes.join('\n'))}</system-out>`]),
  ];
  if (inside.length === 0) return [`    <testcase${attributes(named)}/>`];
  return [`    <testcase${attributes(named)}>`, ...inside, '    </testcase>'];
}

function describeProblem(failure: Failure, cwd: string): string[] {
  const message = `${failure.step}: ${failure.what}`;
  const text = describeFailure({ ...failure, logs: [] }, { cwd, width: WIDTH, colours: PLAIN }).join('\n');
  const logs = failure.logs.join('\n');
  return [
    `      <failure${attributes({ message, type: failure.step.split(' ')[0] ?? '' })}>${escapeText(text)}</failure>`,
    ...(logs === '' ? [] : [`      <system-out>${escapeText(logs)}</system-out>`]),
  ];
}

/** Columns of what is shown side by side; pages of continuous integration are wider than terminals. */
const WIDTH = 120;
const PLAIN = new Chalk({ level: 0 });

function counts(cases: readonly Played[], durationMs: number): Record<string, string | number> {
  const { failed } = countOutcomes(cases);
  return { tests: cases.length, failures: failed, errors: 0, skipped: 0, time: seconds(durationMs) };
}

function nameOf(file: string, cwd: string): string {
  return relative(cwd, file).replaceAll('\\', '/');
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeAttribute(String(value))}"`)
    .join('');
}

/** What XML cannot hold at all, not even escaped: https://www.w3.org/TR/xml/#charsets */
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const MARKUP: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeText(text: string): string {
  return text
    .replace(NOT_XML, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)
    .replace(/[&<>"]/g, (character) => MARKUP[character] ?? character)
    .replaceAll('\r', '&#13;');
}

/** A reader would make blanks of line breaks. */
function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}
