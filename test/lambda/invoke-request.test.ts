/** What is asked of Lambda's API, what becomes of an event that fails, and what answers are made of. */
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { afterAttempt } from '../../src/lambda/async-retries.ts';
import { encodeEvent } from '../../src/lambda/event-stream.ts';
import { isLambdaPath, operationOf, parseInvokeRequest } from '../../src/lambda/invoke-request.ts';
import { LogTailCollector } from '../../src/lambda/log-tail.ts';
import { type Invoked, THROTTLED } from '../../src/lambda/outcomes.ts';
import { base64 } from '../support/invoke.ts';

const parse = (name: string, headers: Record<string, string> = {}, qualifier: string | null = null) =>
  parseInvokeRequest('Invoke', name, qualifier, headers);

describe('invoke.name: a function is named', () => {
  test.each([
    ['my-function', undefined],
    ['my-function:$LATEST', '$LATEST'],
    ['my-function-1:live', 'live'],
    ['123456789012:function:my-function', undefined],
    ['function:my-function', undefined],
    ['arn:aws:lambda:us-west-2:123456789012:function:my-function', undefined],
    ['arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:my-function:7', '7'],
  ])('as %s', (name, qualifier) => {
    expect(parse(name)).toMatchObject({
      functionName: expect.stringMatching(/^my-function(-1)?$/),
      qualifier,
    });
  });

  test.each(['', 'two words', 'arn:aws:s3:::bucket', 'a:b:c', '$LATEST'])('but not as "%s"', (name) => {
    expect(parse(name)).toMatchObject({ status: 400, errorType: 'ValidationException' });
  });

  test('by an encoded path', () => {
    const path =
      '/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Af/invocations';
    const name = 'arn:aws:lambda:us-east-1:123456789012:function:f';
    expect(operationOf(path)).toEqual({ operation: 'Invoke', name });
    expect(operationOf('/2015-03-31/functions/%E0%A4%A/invocations')?.name).toBe('%E0%A4%A');
  });
});

test('invoke.not-emulated: paths of Lambda’s API, and those that are not', () => {
  for (const path of [
    '/2015-03-31/functions',
    '/2015-03-31/functions/',
    '/2019-09-25/functions/f/event-invoke-config',
  ]) {
    expect([isLambdaPath(path), operationOf(path)]).toEqual([true, undefined]);
  }
  for (const path of ['/dev/functions', '/2015-03-31/functionsx', '/2015-03-31'])
    expect(isLambdaPath(path)).toBe(false);
});

describe('invoke.qualifier: two that differ', () => {
  test('are a parameter that is not valid', () => {
    expect(parse('f:1', {}, '2')).toMatchObject({ status: 400, errorType: 'InvalidParameterValueException' });
  });

  test('and the same one twice is fine', () => {
    expect(parse('f:1', {}, '1')).toMatchObject({ qualifier: '1' });
  });
});

describe('invoke.parameters: words that Lambda does not know', () => {
  test.each([
    [{ 'x-amz-invocation-type': 'Later' }, "Value 'Later' at 'invocationType'"],
    [{ 'x-amz-log-type': 'Head' }, "Value 'Head' at 'logType'"],
  ])('%o', (headers, words) => {
    const problem = parse('f', headers);
    expect(problem).toMatchObject({ status: 400, errorType: 'ValidationException' });
    expect(problem).toHaveProperty('reason', expect.stringContaining(words));
  });
});

describe('invoke.client-context: base64 of a JSON object', () => {
  test('is decoded', () => {
    const headers = { 'x-amz-client-context': base64({ custom: { a: 'ä' } }) };
    expect(parse('f', headers)).toMatchObject({ clientContext: '{"custom":{"a":"ä"}}' });
  });

  test('is not for one that nobody waits for', () => {
    const headers = { 'x-amz-client-context': base64({}), 'x-amz-invocation-type': 'Event' };
    expect(parse('f', headers)).toMatchObject({ type: 'Event', clientContext: undefined });
  });

  test.each(['{"custom":{}}', base64('text'), base64([1]), base64({ custom: 'x'.repeat(3000) })])(
    'anything else is refused: %.20s',
    (text) => {
      expect(parse('f', { 'x-amz-client-context': text })).toMatchObject({
        status: 400,
        errorType: 'InvalidRequestContentException',
        body: '{"Type":null,"message":"Client context must be a valid Base64-encoded JSON object."}',
      });
    },
  );
});

const FAILED: Invoked = { ok: false, error: { errorType: 'Error', errorMessage: 'no' }, requestId: 'r' };
const HOUR_MS = 60 * 60 * 1000;

describe('invoke.async-retries: a function that fails', () => {
  test('is tried again after one minute, and after two more', () => {
    expect(afterAttempt(FAILED, { attempts: 1, throttles: 0, ageMs: 10 })).toEqual({ delayMs: 60_000 });
    expect(afterAttempt(FAILED, { attempts: 2, throttles: 0, ageMs: 60_010 })).toEqual({ delayMs: 120_000 });
  });

  test('is given up then', () => {
    const next = afterAttempt(FAILED, { attempts: 3, throttles: 0, ageMs: 180_010 });
    expect(next).toEqual({ dropped: 'it has failed in every attempt' });
  });

  test('and one that succeeds is done', () => {
    const done: Invoked = { ok: true, payload: 'null', requestId: 'r' };
    expect(afterAttempt(done, { attempts: 3, throttles: 0, ageMs: 0 })).toBe('done');
  });
});

describe('invoke.async-throttled: one that is throttled', () => {
  test.each([
    [1, 1000],
    [2, 2000],
    [9, 256_000],
    [10, 300_000],
    [70, 300_000],
  ])('for the %dth time waits %d ms', (throttles, delayMs) => {
    expect(afterAttempt(THROTTLED, { attempts: 0, throttles, ageMs: 0 })).toEqual({ delayMs });
  });

  test('is given up after six hours', () => {
    expect(afterAttempt(THROTTLED, { attempts: 0, throttles: 80, ageMs: 6 * HOUR_MS - 1 })).toEqual({
      dropped: 'it is six hours old',
    });
  });
});

describe('invoke.log-tail: the end of a log', () => {
  test('is all of it when that is little', () => {
    const tail = new LogTailCollector();
    tail.add('one');
    tail.add('two');
    expect(tail.bytes.toString()).toBe('one\ntwo\n');
  });

  test('is its last 4096 bytes', () => {
    const tail = new LogTailCollector();
    for (let n = 0; n < 1000; n++) tail.add(`line ${n}`);
    tail.add('x'.repeat(1000));
    expect(tail.bytes.length).toBe(4096);
    expect(tail.bytes.toString()).toMatch(/line 998\nline 999\nx{1000}\n$/);
    tail.add('y'.repeat(5000));
    expect(tail.bytes.toString()).toBe(`${'y'.repeat(4095)}\n`);
  });
});

test('invoke.response-stream: an event has its lengths and its checksums', () => {
  const bytes = encodeEvent('PayloadChunk', 'text/plain', Buffer.from('hällo'));
  const headersLength = bytes.readUInt32BE(4);
  expect(bytes.readUInt32BE(0)).toBe(bytes.length);
  expect(bytes.readUInt32BE(8)).toBe(crc32(bytes.subarray(0, 8)));
  expect(bytes.readUInt32BE(bytes.length - 4)).toBe(crc32(bytes.subarray(0, -4)));
  expect(bytes.subarray(12, 12 + headersLength).toString('latin1')).toBe(
    '\x0d:message-type\x07\x00\x05event\x0b:event-type\x07\x00\x0cPayloadChunk\x0d:content-type\x07\x00\x0atext/plain',
  );
  expect(bytes.subarray(12 + headersLength, -4).toString()).toBe('hällo');
});
