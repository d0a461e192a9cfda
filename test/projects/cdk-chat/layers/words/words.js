exports.farewell = (name) => `Goodbye, ${name}`;
