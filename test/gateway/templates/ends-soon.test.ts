/** Which templates nobody needs to watch over. Row `template.time-limit`. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Velocity's own
import { describe, expect, test } from 'vitest';
import { parseTemplate } from '../../../src/gateway/templates/parse.ts';

describe('what ends soon', () => {
  test.each([
    '{"statusCode": 200}',
    '{"id": "$context.connectionId", "body": $input.json("$.room"), "all": $input.body}',
    '#set($root = $input.path(\'$\'))\n{"name": "$util.escapeJavaScript($root.room.name)"}',
    "#if($input.params('a') == 'b' && !$root.x.isEmpty())yes#elseif($root.people.size() > 2)no#else${a}#end",
    '#set($context.responseOverride.status = 404)#[[#foreach]]# ## said only',
    "$input.path('$.people[0].name').substring(0, 1)$people[0]['name']",
    '#set($next = $count + 1)$next',
  ])('%s', (source) => expect(parseTemplate(source).endsSoon).toBe(true));
});

describe('what may not', () => {
  test.each([
    ['a loop', '#foreach($a in [1..10])$a#end'],
    ['a loop that is not reached by all', '#if($a)#else#foreach($b in $a)$b#end#end'],
    ['a macro', '#macro(m $a)$a#end#m(1)'],
    ['a macro with a body', '#@m()x#end'],
    ['a definition, which is rendered where it is printed', '#define($a)x#end$a'],
    ['a template in quotes', '#set($a = "$a$a")'],
    ['a regular expression', "$input.body.matches('(a+)+')"],
    ['one in an argument', "$util.urlDecode($input.body.replaceAll('(a+)+', 'b'))"],
    ['one in an index', "$a[$input.body.split('(a+)+')]"],
    ['one in a condition', "#if($a == $input.body.replaceFirst('(a+)+', ''))x#end"],
    ['a method of lists that looks for each of one in another', '$a.containsAll($a)'],
    ['a method that compares a list with what it holds', '$a.contains($a)'],
    ['a list of the same', '#set($a = [$a, $a])'],
    ['a map of the same', '#set($a = {"b": $a, "c": $a})'],
    ['a map that gets another', '#set($a.b = $c)'],
    ['the same by a key', "#set($a['b'] = $c)"],
    ['a path to many places', "$input.path('$..*..*')"],
    ['a path to all', "$input.json('$.*')"],
    ['a path that is not known yet', '$input.json($a)'],
    ['texts that double too often', `${'#set($a = $util.escapeJavaScript($a))'.repeat(5)}$a`],
    ['texts put together too often', `${'#set($a = $a + $a)'.repeat(5)}$a`],
    ['a method that nobody knows', '$a.wait()'],
  ])('%s', (_what, source) => expect(parseTemplate(source).endsSoon).toBe(false));
});
