/** Templates that are broken, that fail, and that would reach out. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Velocity's own
import { describe, expect, test } from 'vitest';
import { TemplateError } from '../../../src/gateway/templates/template-error.ts';
import { templateProblem } from '../../../src/gateway/templates/template-problem.ts';
import { render } from './variables.ts';

/** What a rendering fails with, as `line:column message`. */
function failureOf(source: string): string {
  try {
    return `rendered ${render(source)}`;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return `${error.line}:${error.column} ${error.message}`;
  }
}

describe('template.broken: said in plain words, with its place', () => {
  test.each([
    ['a\n  #if($x) b', '2:3 #if is never closed; #end is missing'],
    ['#if(true)\n#foreach($x in $y)\n#end', '1:1 #if is never closed; #end is missing'],
    ['#if(true)\n#foreach($x in $y)\n', '2:1 #foreach is never closed; #end is missing'],
    ['a #end b', '1:3 there is an #end too many'],
    ['#if($x)\n#end\n #end', '3:2 there is an #end too many'],
    ['x\n#else', '2:1 #else is in no #if'],
    ['#foreach($x in $y)#elseif(true)#end', '1:19 #elseif is in no #if'],
    ["$input.json('$.a'", '1:18 the template ends too early'],
    ['{\n "a": $input.json(\'$.a\'\n}', '3:1 "}" is not expected here'],
    ['$input.json(', '1:1 the parenthesis behind $input.json is never closed'],
    ["x\n  $input.json('$.a", '2:3 this line cannot be read; is a quote or a parenthesis never closed?'],
    ['#set($x = )', '1:11 ")" is not expected here'],
    ['#set(x = 1)', '1:6 "x" is not expected here'],
    ['\n#foreach($x of $y)#end', '2:13 "of" is not expected here'],
    ['${context', '1:10 the template ends too early'],
  ])('%j', (source, problem) => {
    const { line, column, message } = templateProblem(source) ?? { line: 0, column: 0, message: 'none' };
    expect(`${line}:${column} ${message}`).toBe(problem);
    expect(failureOf(source)).toBe(problem);
  });
});

describe('template.brace-behind-reference: it is text', () => {
  test.each([
    ['#set($x = "XX")$x{"a":1}', 'XX{"a":1}'],
    ['#set($x = "XX")$x.length(){"statusCode":200}', '2{"statusCode":200}'],
    ['#set($x = "XX")$x{ }$x{', 'XX{ }XX{'],
    ['#set($l = [1])$l.get(0){"a":$l.get(0){}}', '1{"a":1{}}'],
    ['#set($x = "XX")${x}{y}', 'XX{y}'],
  ])('%s', (source, text) => {
    expect(templateProblem(source)).toBeUndefined();
    expect(render(source)).toBe(text);
  });
});

describe('template.unknown-method: it is reported where it is called', () => {
  test.each([
    [
      "a\n $util.escapeJavascript('a')",
      '2:2 $util has no escapeJavascript; it has escapeJavaScript, parseJson, urlEncode, urlDecode, base64Encode, base64Decode',
    ],
    ["#if($input.jsn('$') == 1)#end", '1:1 $input has no jsn; it has body, json, path, params, getBody'],
    ['#foreach($x in [1])#set($y = $util.md5($x))#end', /^1:20 \$util has no md5; /],
    ['{"a": "$input.bdy"}', /^1:8 \$input has no bdy; /],
  ])('%s', (source, problem) => {
    const { line, column, message } = templateProblem(source) ?? { line: 0, column: 0, message: 'none' };
    expect(`${line}:${column} ${message}`).toEqual(
      typeof problem === 'string' ? problem : expect.stringMatching(problem),
    );
  });
});

test.each(['', 'plain', '{"a": "$x(b)"}', '#if($x)#end ## #end', '$x.y (z)', '${x.y}(z', '#[[ #if ]]#'])(
  '%j is sound',
  (source) => {
    expect(templateProblem(source)).toBeUndefined();
  },
);

describe('template.java-exceptions: what Java would throw ends the rendering, with its place', () => {
  test.each([
    [
      "x\n #set($s = 'abc')$s.substring(1, 9)",
      '2:18 substring from 1 to 9 is outside a text of 3 characters',
    ],
    ['#set($l = [1])$l.get(1)', '1:15 index 1 is outside a list of 1'],
    ["$util.parseJson('{')", '1:1 $util.parseJson was given what is no JSON: "{"'],
    ["$util.urlDecode('%')", '1:1 $util.urlDecode was given "%"'],
    ['#set($s = "$x.y(")', '1:1 in "$x.y(": the parenthesis behind $x.y is never closed'],
    ['#macro(m)#m()#end\n#m()', '1:10 macros and definitions call each other more than 20 deep'],
    ['#define($d)$d#end$d', '1:12 macros and definitions call each other more than 20 deep'],
    ['#set($l = [])#set($ok = $l.add($l))$l', '1:36 a value is nested too deeply'],
  ])('%j', (source, failure) => {
    expect(failureOf(source)).toBe(failure);
  });

  test('a pattern that is none', () => {
    expect(failureOf("$context.routeKey.replaceAll('(', '')")).toMatch(
      /^1:1 "\(" is no regular expression: /,
    );
  });
});

describe('template.time-limit: what would not end for hours is ended', () => {
  test.each([
    [
      'loops in loops',
      '#foreach($a in [1..1000])#foreach($b in [1..1000])#foreach($c in [1..1000])#set($d = $c)#end#end#end',
    ],
    ['a regular expression', `#set($s = "${'a'.repeat(60)}!")$s.matches('^(([a-z])+)+$')`],
    [
      'a list that grows',
      '#set($l = [])#foreach($a in [1..1000])#foreach($b in [1..1000])#set($_ = $l.contains($l))#set($_ = $l.add($b))#end#end',
    ],
  ])('%s', (_what, source) => {
    expect(failureOf(source)).toMatch(/^1:\d+ it took more than 2 s$/);
    // Nothing is left behind.
    expect(render('$input.body.length()')).not.toBe('');
  });
});

test('a text that doubles is said to grow too long', () => {
  const source = '#set($s = \'ab\')#foreach($i in [1..40])#set($s = "$s$s")#end';
  expect(failureOf(source)).toBe('1:39 a text grows too long');
});

test('template.foreach-limit: a thousand items, and no more', () => {
  expect(render('#foreach($i in [1..1000])x#end')).toHaveLength(1000);
  expect(failureOf('#foreach($i in [1..1001])x#end')).toBe('1:1 a range of 1001 numbers');
  const body = JSON.stringify(Array(1001).fill(0));
  expect(() => render("#foreach($i in $input.path('$'))x#end", { body })).toThrow('#foreach over 1001 items');
});

describe('template.sandbox: no name reaches a constructor, a prototype or the process', () => {
  test.each([
    '$context.constructor',
    '$context.__proto__',
    '$input.constructor',
    "$input.constructor.constructor('return process')",
    "$input.path('$').constructor",
    "$input.path('$').get('__proto__')",
    "$input.path('$')['constructor']",
    "$input.path('$.people').constructor",
    "$input.path('$.people').map",
    "$input.path('$.__proto__')",
    "$input.body.constructor.constructor('return process')",
    '$input.body.class',
    "$input.body['constructor']",
    '$stageVariables.constructor',
    '$stageVariables.hasOwnProperty("table")',
    '$util.escapeJavaScript.constructor',
    '$util.constructor',
    '$util.valueOf()',
    '$context.connectedAt.constructor',
    '$input.params().header.__proto__',
    '$input.params("__proto__")',
  ])('%s', (source) => {
    expect(render(`[${source}]`)).toBe('[]');
  });

  test.each(['$process.env', '$globalThis', '$this', '$constructor', '$__proto__', '$toString()'])(
    '%s is no variable',
    (source) => {
      expect(render(source)).toBe(source);
    },
  );

  test('a template cannot write there either', () => {
    render(
      "#set($context.__proto__.polluted = 1)#set($x = {})#set($x.__proto__ = {'polluted': 1})#set($x['constructor'] = 1)",
    );
    render("#set($m = $input.path('$'))#set($m.__proto__.polluted = 1)", {
      body: '{"__proto__": {"polluted": 1}}',
    });
    expect({}).not.toHaveProperty('polluted');
  });

  test('a key of a message may have any name', () => {
    expect(
      render("$input.path('$').get('__proto__') $input.json('$')", { body: '{"__proto__":{"a":1}}' }),
    ).toBe('{a=1} {"__proto__":{"a":1}}');
  });
});

test('a message that is nested deeper than the stack fails the template and nothing else', () => {
  const body = `${'['.repeat(60_000)}${']'.repeat(60_000)}`;
  expect(() => render("$input.path('$')", { body })).toThrow(TemplateError);
});

test('many templates are rendered as one is', () => {
  for (let n = 0; n < 1200; n += 1) expect(render(`#set($x = ${n})$x`)).toBe(String(n));
});
