/** The reports of `replay`, made of results: for people, as JUnit has it, as JSON. */
import { spawnSync } from 'node:child_process';
import { Chalk } from 'chalk';
import { expect, test } from 'vitest';
import { Progress } from '../../src/cli/progress.ts';
import type { Failure, Played, Playing } from '../../src/sessions/played.ts';
import { jsonReport } from '../../src/sessions/reports/json.ts';
import { junitReport } from '../../src/sessions/reports/junit.ts';
import { describePlayed, describePlaying } from '../../src/sessions/reports/text.ts';

const layout = { cwd: '/project', width: 80, colours: new Chalk({ level: 0 }) };

const failure: Failure = {
  place: { file: '/project/sessions/chat.session.yaml', line: 12, column: 5 },
  step: 'receive alice',
  what: 'another message came',
  comparison: {
    expected: { type: 'joined', id: '{{alice}}' },
    received: { type: 'left', id: 'a=' },
    differences: [{ path: ['type'], expected: 'joined', received: 'left' }],
    bindings: new Map([['alice', 'a=']]),
  },
  conversation: [
    { at: 1000, who: 'alice', mark: ' ', text: 'connected as a=' },
    { at: 1012, who: 'alice', mark: '←', text: '{"type":"left","id":"a="}' },
  ],
  logs: ['        8 ms  log        onConnect  hello \u0000 <b>&"\n      at handler (app.js:3:9)'],
};

const passed: Played = {
  kind: 'session',
  file: '/project/sessions/echo.session.yaml',
  line: 1,
  name: 'echo',
  round: undefined,
  outcome: 'passed',
  durationMs: 41.4,
  notes: [],
  failure: undefined,
  corrections: [],
};

const failed: Played = {
  ...passed,
  file: '/project/sessions/chat.session.yaml',
  name: 'two <people> & "chat"\n\u0001',
  outcome: 'failed',
  durationMs: 1234,
  failure,
};

const playing: Playing = {
  played: [passed, { ...passed, round: 2, notes: ['table T was not looked at'] }, failed],
  notPlayed: 1,
  durationMs: 2345,
  isInterrupted: false,
};

test('replay.report: a line a session, then the failures, then how many', () => {
  const lines = [
    ...playing.played.flatMap((played) => describePlayed(played, layout)),
    ...describePlaying(playing, layout),
  ];
  expect(lines.join('\n')).toBe(`✓ sessions/echo.session.yaml  41 ms
✓ sessions/echo.session.yaml  echo (2)  41 ms
    table T was not looked at
✗ sessions/chat.session.yaml  two <people> & "chat"\\n\\u0001  1.2 s

sessions/chat.session.yaml:12 receive alice
another message came

  expected                              │ received
  {                                     │ {
≠   "type": "joined",                   │   "type": "left",
    "id": "{{alice}}"                   │   "id": "a="
  }                                     │ }

the conversation so far
   0 ms  alice   connected as a=
  12 ms  alice ← {"type":"left","id":"a="}

logs since the step before
          8 ms  log        onConnect  hello \u0000 <b>&"
        at handler (app.js:3:9)

2 passed, 1 failed, 1 not played in 2.3 s`);
});

/** What Python's parser, which is not ours, reads in an XML text. */
function parseXml(xml: string): unknown {
  const program = `import sys, json, xml.etree.ElementTree as e
def read(n): return [n.tag, n.attrib, n.text if n.text and n.text.strip() else None, [read(c) for c in n]]
print(json.dumps(read(e.fromstring(sys.stdin.buffer.read()))))`;
  const { stdout, stderr } = spawnSync('python3', ['-c', program], { input: xml, encoding: 'utf8' });
  if (stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout);
}

test('replay.junit: a suite a file, a case a session, whatever stands in names and logs', () => {
  const suite = (file: string, tests: number, failures: number, time: string, cases: unknown[]) => [
    'testsuite',
    { name: file, file, tests: String(tests), failures: String(failures), errors: '0', skipped: '0', time },
    null,
    cases,
  ];
  const echo = { classname: 'sessions/echo.session.yaml', file: 'sessions/echo.session.yaml', line: '1' };
  const chat = 'sessions/chat.session.yaml';
  expect(parseXml(junitReport(playing, '/project'))).toEqual([
    'testsuites',
    { name: 'emulator replay', tests: '3', failures: '1', errors: '0', skipped: '0', time: '2.345' },
    null,
    [
      suite('sessions/echo.session.yaml', 2, 0, '0.083', [
        ['testcase', { name: 'echo', ...echo, time: '0.041' }, null, []],
        [
          'testcase',
          { name: 'echo (2)', ...echo, time: '0.041' },
          null,
          [['system-out', {}, 'table T was not looked at', []]],
        ],
      ]),
      suite(chat, 1, 1, '1.234', [
        [
          'testcase',
          { name: 'two <people> & "chat"\n\\u0001', classname: chat, file: chat, line: '12', time: '1.234' },
          null,
          [
            [
              'failure',
              { message: 'receive alice: another message came', type: 'receive' },
              expect.stringMatching(
                /^sessions\/chat.session.yaml:12 receive alice\n[\s\S]*≠ +"type": "joined"/,
              ),
              [],
            ],
            ['system-out', {}, expect.stringContaining('hello \\u0000 <b>&"\n      at handler'), []],
          ],
        ],
      ]),
    ],
  ]);
});

test('replay.json: the results for machines', () => {
  const { results, ...report } = JSON.parse(jsonReport(playing));
  expect(report).toEqual({ outcome: 'failed', passed: 2, failed: 1, notPlayed: 1, durationMs: 2345 });
  expect(results).toHaveLength(3);
  expect(results[0]).toEqual({
    kind: 'session',
    file: '/project/sessions/echo.session.yaml',
    line: 1,
    name: 'echo',
    outcome: 'passed',
    durationMs: 41.4,
    notes: [],
  });
  expect(results[2].failure).toEqual({
    ...failure,
    comparison: {
      expected: failure.comparison?.expected,
      received: { type: 'left', id: 'a=' },
      differences: failure.comparison?.differences,
    },
  });
});

test('replay.progress: a bar below the lines, on a terminal that somebody looks at, and nowhere else', () => {
  const written = (isTTY: boolean, isCi: boolean) => {
    const texts: string[] = [];
    const progress = new Progress({ isTTY, columns: 40, write: (text) => texts.push(text) }, isCi);
    progress.show(1, 4, 'a session with a name that is long');
    progress.print('✓ one\n');
    progress.end();
    return texts.join('');
  };
  const bar = `${'█'.repeat(6)}${'░'.repeat(18)} 1/4  a session`.slice(0, 39);
  const erase = '\r\u001B[2K';
  expect(written(true, false)).toBe(`${erase}${bar}${erase}✓ one\n${bar}${erase}`);
  expect([written(false, false), written(true, true)]).toEqual(['✓ one\n', '✓ one\n']);
});
