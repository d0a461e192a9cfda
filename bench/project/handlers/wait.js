// A handler that waits for others, as most do.
exports.handler = async ({ body }) => {
  await new Promise((resolve) => setTimeout(resolve, JSON.parse(body).ms));
  return { statusCode: 200, body };
};
