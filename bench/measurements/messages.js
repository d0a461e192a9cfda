/** 61 bytes, as in every run so far. */
export const ECHO_MESSAGE = JSON.stringify({ action: 'echo', data: 'x'.repeat(33) });

export const NOOP_MESSAGE = JSON.stringify({ action: 'noop', data: 'x'.repeat(33) });

export const MOCK_MESSAGE = JSON.stringify({ action: 'mock', data: 'x'.repeat(33) });
/** As the response template in echo.config.json has it. */
export const MOCK_ANSWER = '{"mocked":true}';
