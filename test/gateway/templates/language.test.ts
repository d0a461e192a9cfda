/** The Velocity Template Language, with Java's values. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Velocity's own
import { expect, test } from 'vitest';
import { render } from './variables.ts';

const cases: Readonly<Record<string, readonly (readonly [source: string, text: string])[]>> = {
  'template.printing: maps and lists as Java prints them': [
    ["#set($m = {'a': 1, 'b': [1, 'x', {'c': true}]})$m", '{a=1, b=[1, x, {c=true}]}'],
    ['#set($l = [])$l #set($e = {})$e', '[] {}'],
    ["$input.path('$.room')", '{name=blue, seats=3, tags=["a","b"], open=true}'],
  ],
  'template.printing: lists of a message as JSON': [
    ["$input.path('$.people')", '[{"name":"Ann"},{"name":"Bob"}]'],
    ["#set($l = [$input.path('$.room.tags')])$l", '[["a","b"]]'],
  ],
  'template.nothing: what is missing prints nothing': [
    ["[$input.path('$.none')][$input.path('$').room.none.more]", '[][]'],
    ["#set($m = {'a': 1})[$m.b][$m.get('b')][$m.put('c', 2)]", '[][][]'],
  ],
  'template.nothing: a variable that nobody set is printed as it was written, unless quiet': [
    [
      "$foo ${foo} $foo.bar ${foo.bar} $foo.bar('x', 1).baz",
      "$foo ${foo} $foo.bar ${foo.bar} $foo.bar('x', 1).baz",
    ],
    ['[$!foo][$!{foo}][$!foo.bar]', '[][][]'],
  ],
  'template.set: variables, members and items': [
    ["#set($x = 'a')$x#set($x = $x + 'b')$x", 'aab'],
    ["#set($m = {})#set($m.a = 1)#set($m['b'] = 2)$m", '{a=1, b=2}'],
    ["#set($l = [1, 2])#set($l[1] = 'x')$l", '[1, x]'],
    ['#if(true)#set($x = 1)#end#foreach($i in [1])#set($y = 2)#end$x$y', '12'],
  ],
  'template.set: a variable that is set to nothing keeps what it was': [
    ['#set($x = 1)#set($x = $none)$x', '1'],
  ],
  'template.quotes: double quotes are evaluated, single ones are not': [
    ['#set($n = \'Ann\')#set($s = "Hi $n, ${n}!")$s', 'Hi Ann, Ann!'],
    ["#set($n = 'Ann')#set($s = 'Hi $n')$s", 'Hi $n'],
    ['#set($s = "$none #if(true)yes#end $5 #")$s', '$none yes $5 #'],
  ],
  'template.text: dollar and number signs that mean nothing, and escaped ones': [
    ['costs $5, #1, a#b, $ and $!', 'costs $5, #1, a#b, $ and $!'],
    ['\\$context.routeKey', '$context.routeKey'],
    ['{"a": "$context.routeKey", "b": {"c": [1]}}', '{"a": "join", "b": {"c": [1]}}'],
    ['${context.routeKey}-$context.routeKey.', 'join-join.'],
    ['#[[$context.routeKey #if]]#', '$context.routeKey #if'],
    ["#set($n = 'x')$n(y)", 'x(y)'],
    ['#include("x")', '#include("x")'],
  ],
  'template.comments: of a line and of several': [['a## b\nc#* d\ne *#f', 'acf']],
  'template.lines: the line break behind a directive is none of the text': [
    ['#set($x = 1)\n#if($x == 1)\n{\n#else\n[\n#end\n}', '{\n}'],
  ],
  'template.arithmetic: as Java computes, whole numbers whole': [
    ['#set($x = 7 / 2)$x', '3'],
    ['#set($x = -7 / 2)$x', '-3'],
    ['#set($x = 7.5 / 2)$x', '3.75'],
    ['#set($x = 7 % 4)$x', '3'],
    ['#set($x = 2 + 3 * 4 - 1)$x', '13'],
    ['#set($x = (2 + 3) * 4)$x', '20'],
    ['#set($x = 1 - 2 - 3)$x', '-4'],
    ["#set($x = 1 + 'a')$x", '1a'],
    ['#set($x = 1 / 0)[$!x]', '[]'],
    ["#set($x = $input.path('$.room.seats') + 1)$x", '4'],
  ],
  'template.conditions: false and nothing are false, all else is true': [
    ["#if('')1#end#if(0)2#end#if([])3#end#if($none)4#end#if(false)5#end#if($context.routeKey)6#end", '1236'],
    ['#if(!$none && ($none || true))yes#end', 'yes'],
    ['#if($none and true)1#elseif(not true)2#else 3#end', ' 3'],
    ['#if(false)1#elseif(true)2#elseif(true)3#{else}4#end', '2'],
  ],
  'template.conditions: comparisons': [
    ["#if($context.routeKey == 'join')same#end#if($context.routeKey != 'join')other#end", 'same'],
    ["#if($input.path('$.room.seats') == '3')same#end", 'same'],
    ['#if($none == $nil)same#end#if($none == 1)not#end', 'same'],
    ['#if(10 > 9 && 1 <= 1 && 2 lt 3 && 3 ge 3 && 4 ne 5)yes#end', 'yes'],
    ["#if('b' > 'a')text has no order#end", ''],
    ['#if($input.params(\'none\') != "")there#{else}empty#end', 'empty'],
  ],
  'template.foreach: over lists, ranges and the values of maps': [
    ["#foreach($p in $input.path('$.people'))$p.name#if($foreach.hasNext), #end#end", 'Ann, Bob'],
    ['#foreach($i in [3..1])$i#end', '321'],
    ["#set($m = {'a': 1, 'b': 2})#foreach($v in $m)$v#end", '12'],
    ["#foreach($x in $none)x#end#set($t = 'text')#foreach($x in $t)x#end", ''],
  ],
  'template.foreach: $foreach knows where it is': [
    [
      '#foreach($i in [7, 8])$foreach.index$foreach.count$foreach.first$foreach.last$velocityCount #end',
      '01truefalse1 12falsetrue2 ',
    ],
    [
      '#foreach($i in [1, 2])#foreach($j in [1, 2])$foreach.parent.index$foreach.index #end#end$!foreach$!i',
      '00 01 10 11 ',
    ],
  ],
  'template.foreach: #break ends the loop': [
    ['#foreach($i in [1..9])$i#if($i == 3)#break#end#end.#foreach($i in [1])x#end', '123.x'],
  ],
  'template.macros: #macro and #define': [
    ['#macro(greet $name $n)[$name $n]#end#greet(\'Ann\' 1)#greet("Bob", 2)', '[Ann 1][Bob 2]'],
    ["#define($pair)$k=$v#end#set($k = 'a')#set($v = 1)$pair;#set($v = 2)$pair", 'a=1;a=2'],
    ['#late()#macro(late)x#end', 'x'],
    ['#macro(box)<$bodyContent>#end#@box()in#end', '<in>'],
    [
      '#define($loop){#foreach($k in $map.keySet())"$k":"$map.get($k)"#if($foreach.hasNext),#end#end}#end#set($map = $input.params().header)$loop',
      '{"Host":"example.com","Sec-WebSocket-Key":"abc=="}',
    ],
  ],
  'template.strings: methods of String': [
    [
      "#set($s = 'Hello, World')$s.length() $s.isEmpty() $s.substring(7) $s.substring(0, 5) $s.charAt(1)",
      '12 false World Hello e',
    ],
    [
      "#set($s = ' aBc ')[$s.trim()][$s.toUpperCase()][$s.toLowerCase()][$s.concat('d')]",
      '[aBc][ ABC ][ abc ][ aBc d]',
    ],
    ["#set($s = 'abcabc')$s.indexOf('c') $s.indexOf('c', 3) $s.lastIndexOf('a') $s.indexOf('x')", '2 5 3 -1'],
    [
      "#set($s = 'abc')$s.contains('b') $s.startsWith('a') $s.startsWith('b', 1) $s.endsWith('c')",
      'true true true true',
    ],
    [
      "#set($s = 'abc')$s.equals('abc') $s.equals('ABC') $s.equalsIgnoreCase('ABC') $s.equals(1) $s.compareTo('abd')",
      'true false true false -1',
    ],
    ["#set($s = 'a.b.c')$s.replace('.', '$') $s.empty $s.toString()", 'a$b$c false a.b.c'],
    ["#set($s = 'abc')[$s.nonsense()][$s.contains(1)][$s.class]", '[][][]'],
  ],
  'template.regular-expressions: matches, replaceAll, replaceFirst, split': [
    [
      "#set($s = 'a1b22')$s.matches('[a-z0-9]+') $s.matches('[a-z]') $s.replaceAll('[0-9]+', '#') $s.replaceFirst('\\d', '')",
      'true false a#b# ab22',
    ],
    [
      "#set($s = 'John Smith')$s.replaceAll('(\\w+) (\\w+)', '$2 $1') $s.replaceAll('(?i)JOHN', 'x')",
      'Smith John x Smith',
    ],
    ["#set($s = 'a$b')$s.replaceAll('\\$', '\\$\\$')", 'a$$b'],
    [
      "#set($s = 'a,b,,c,,')$s.split(',') $s.split(',').size() $s.split(',', 2) $s.split('x')",
      '[a, b, , c] 4 [a, b,,c,,] [a,b,,c,,]',
    ],
    ["#set($s = 'abc')$s.split('')", '[a, b, c]'],
  ],
  'template.numbers: methods of numbers and booleans': [
    ['#set($n = 7)$n.intValue() $n.equals(7) $n.compareTo(9) $n.toString().length()', '7 true -1 1'],
    ['#set($b = true)$b.booleanValue() $b.equals(true) $b.toString().length()', 'true true 4'],
  ],
  'template.lists: methods of List': [
    [
      "#set($l = ['a', 'b'])$l.size() $l.get(1) $l[0] $l.isEmpty() $l.contains('b') $l.indexOf('b')",
      '2 b a false true 1',
    ],
    [
      "#set($l = [])$l.add('x') #set($ok = $l.add(0, 'w'))#set($ok = $l.addAll([1, 2]))$l",
      'true [w, x, 1, 2]',
    ],
    ["#set($l = ['a', 'b', 'c'])$l.remove(0) $l.remove('c') $l.remove('z') $l", 'a true false [b]'],
    [
      '#set($l = [1, 2, 3])$l.subList(1, 3) $l.set(0, 9) $l.containsAll([9, 2]) $l.equals([9, 2, 3])',
      '[2, 3] 1 true true',
    ],
    ["#set($l = $input.path('$.room.tags'))#set($ok = $l.add('c'))$l $l.size()", '["a","b","c"] 3'],
  ],
  'template.maps: methods of Map': [
    ["#set($m = {'a': 1, 'b': 2})$m.size() $m.get('a') $m.a $m['b'] $m.isEmpty()", '2 1 1 2 false'],
    [
      "#set($m = {'a': 1, 'b': 2})$m.keySet() $m.values() $m.entrySet() $m.containsKey('a') $m.containsValue(3)",
      '[a, b] [1, 2] [a=1, b=2] true false',
    ],
    [
      "#set($m = {'a': 1})#foreach($e in $m.entrySet())$e.key:$e.value:$e.getKey():$e.getValue()#end",
      'a:1:a:1',
    ],
    [
      "#set($m = {})#set($x = $m.put('a', 1))$m.put('a', 2) $m.putIfAbsent('a', 3) $m.getOrDefault('z', 'no') $m.remove('a') $m",
      '1 2 no 2 {}',
    ],
    ["#set($m = {'a': 1})$!m.putAll({'b': 2})$m $!m.clear()$m", '{a=1, b=2} {}'],
  ],
};
for (const [name, pairs] of Object.entries(cases)) {
  test(name, () => {
    for (const [source, text] of pairs) expect(render(source), source).toBe(text);
  });
}
