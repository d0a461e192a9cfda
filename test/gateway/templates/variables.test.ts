/** What API Gateway gives to templates: `$input`, `$util`, `$context`, `$stageVariables`. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Velocity's own
import { describe, expect, test } from 'vitest';
import { renderWithOverrides } from '../../../src/gateway/templates/render.ts';
import { render, VARIABLES } from './variables.ts';

/** A table of templates and what they give. */
function tests(cases: Readonly<Record<string, readonly (readonly [string, string])[]>>): void {
  for (const [name, pairs] of Object.entries(cases)) {
    test(name, () => {
      for (const [source, text] of pairs) expect(render(source), source).toBe(text);
    });
  }
}

describe('$input', () => {
  tests({
    'template.input.body: the message as it came': [['$input.body', VARIABLES.body]],
    'template.input.json: JSON text of what a JSONPath finds': [
      ["$input.json('$.room')", '{"name":"blue","seats":3,"tags":["a","b"],"open":true}'],
      ["$input.json('$.action')", '"join"'],
      ["$input.json('$.people[*].name')", '["Ann","Bob"]'],
      ["$input.json('$.nothing')", 'null'],
      ["$input.json('$')", VARIABLES.body],
    ],
    'template.input.json: an empty text where there is nothing': [["$input.json('$.none')", '""']],
    'template.input.path: a value to walk': [
      ["$input.path('$.action')", 'join'],
      ["$input.path('$').room.name", 'blue'],
      ["#set($root = $input.path('$'))$root.room.seats $root.people.size() $root.people[1].name", '3 2 Bob'],
      ["$input.path('$.people').get(0).get('name')", 'Ann'],
      ["$input.path('$..name')", '["blue","Ann","Bob"]'],
    ],
    'template.input.params: a map of maps, in Java’s words': [
      [
        '$input.params()',
        '{path={}, querystring={foo=bar, Host=from the query}, header={Host=example.com, Sec-WebSocket-Key=abc==}}',
      ],
      ["$input.params().get('header')", '{Host=example.com, Sec-WebSocket-Key=abc==}'],
      ["$input.params().get('querystring').foo", 'bar'],
      ['$input.params().header.Sec-WebSocket-Key', 'abc=='],
    ],
    'template.input.params: one by its name, of the path, the query, the headers': [
      ["$input.params('foo')", 'bar'],
      ["$input.params('Host')", 'from the query'],
      ["$input.params('Sec-WebSocket-Key')", 'abc=='],
      ["[$input.params('none')]", '[]'],
      ["[$input.params('constructor')]", '[]'],
    ],
  });

  test('template.input.body: an empty one is {}', () => {
    expect(render("$input.body $input.json('$') $input.path('$.x')|", { body: '' })).toBe('{} {} |');
  });

  test('template.input.lenient: keys without quotes, and text that is no JSON', () => {
    expect(render("$input.path('$.action')", { body: "{action: 'join'}" })).toBe('join');
    expect(render("$input.body $input.json('$') $input.path('$.a')|", { body: 'hello' })).toBe(
      'hello "hello" |',
    );
    expect(render("$input.json('$')", { body: 'null' })).toBe('null');
  });

  test('a template’s changes to the message do not reach the next template', () => {
    expect(
      render("#set($m = $input.path('$.room'))#set($m.name = 'red')$m.name $input.path('$.room.name')"),
    ).toBe('red blue');
  });
});

describe('$util', () => {
  tests({
    'template.util.escape-java-script: quotes, backslashes, slashes, control characters': [
      ["$util.escapeJavaScript($input.path('$.said'))", 'it\\\'s \\"so\\"'],
      ["$util.escapeJavaScript('a\\b/c\n\t')", 'a\\\\b\\/c\\n\\t'],
      ["$util.escapeJavaScript('é€')", '\\u00E9\\u20AC'],
      ['$util.escapeJavaScript(7)', '7'],
    ],
    'template.util.escape-java-script: AWS’s way back from \\’ to ’': [
      ['$util.escapeJavaScript($input.path(\'$.said\')).replaceAll("\\\\\'","\'")', 'it\'s \\"so\\"'],
    ],
    'template.util.parse-json: text to a value': [
      ['#set($o = $util.parseJson(\'{"a":{"b":[1,2]}}\'))$o.a.b[1] $o', '2 {a={b=[1,2]}}'],
      ['$util.parseJson($input.body).room.name', 'blue'],
    ],
    'template.util.url: as forms are encoded': [
      ["$util.urlEncode('a b&c=d/é*-_.~')", 'a+b%26c%3Dd%2F%C3%A9*-_.%7E'],
      ['$util.urlEncode("(it\'s)!")', '%28it%27s%29%21'],
      ["$util.urlDecode('a+b%26c%C3%A9')", 'a b&cé'],
    ],
    'template.util.base64: both ways': [
      ["$util.base64Encode('héllo')", 'aMOpbGxv'],
      ["$util.base64Decode('aMOpbGxv')", 'héllo'],
    ],
    'of nothing comes nothing': [
      ["[$util.escapeJavaScript($input.path('$.none'))$util.urlEncode($none)$util.none('x')]", '[]'],
    ],
  });
});

describe('$context and $stageVariables', () => {
  tests({
    'template.context: by name': [
      ['$context.connectionId', 'EOn3vdDbIAMCEyw='],
      ['$context.connectedAt', '1790294474000'],
      ['${context.identity.sourceIp}', '203.0.113.7'],
      ['$context.authorizer.tenant $context.authorizer.principalId', 't-9 me'],
      ["$context['routeKey'] $context.get('routeKey')", 'join join'],
    ],
    'template.context: one that there is not is nothing': [
      ['"$context.identity.userAgent" "$context.none" "$context.none.more"', '"" "" ""'],
    ],
    'template.stage-variables: in all their spellings': [
      ['$stageVariables.table', 'rooms'],
      ["$stageVariables['table']", 'rooms'],
      ["${stageVariables['table']}", 'rooms'],
      ["$stageVariables.get('a-b')", 'dashed'],
      ['[$stageVariables.none]', '[]'],
    ],
  });

  const overridesOf = (source: string) => renderWithOverrides(source, () => VARIABLES);

  test('template.response-override: status and headers', () => {
    const source = `#set($context.responseOverride.status = 400)
#set($context.responseOverride.header.X-Kind = 'bad')
#set($context.responseOverride.header["X-Count"] = 3)
{"x": 1}`;
    expect(overridesOf(source)).toEqual({
      text: '{"x": 1}',
      overrides: { status: 400, header: { 'X-Kind': 'bad', 'X-Count': '3' } },
    });
  });

  test('template.response-override: none, and what is no status', () => {
    expect(overridesOf('x').overrides).toEqual({});
    expect(overridesOf("#set($context.responseOverride.status = 'many')x").overrides).toEqual({});
    expect(overridesOf("#set($context.responseOverride.status = '404')x").overrides).toEqual({ status: 404 });
  });

  test('template.response-override: of one rendering alone', () => {
    overridesOf('#set($context.responseOverride.status = 400)');
    expect(overridesOf('$context.responseOverride.status').overrides).toEqual({});
  });
});

test('a template that speaks of nothing asks for nothing', () => {
  const unasked = () => {
    throw new Error('asked');
  };
  expect(renderWithOverrides('{"a": 1}\n## said\n#[[$b]]#', unasked)).toEqual({
    text: render('{"a": 1}\n## said\n#[[$b]]##if($c)#end'),
    overrides: {},
  });
});
