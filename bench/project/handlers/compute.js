// A handler that computes all the time.
exports.handler = async ({ body }) => {
  const end = performance.now() + JSON.parse(body).ms;
  while (performance.now() < end);
  return { statusCode: 200, body };
};
